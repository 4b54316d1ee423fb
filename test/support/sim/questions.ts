/*
 * What a simulated program asks its terminal, and what a simulated terminal answers. A question is a row of bytes that no other output
 * contains; an answer is written in bytes that nobody types (`isAnswer`), so the two can be told apart in a shell's input.
 */

/** Begins a question; its number follows in two bytes. The first byte does not come again, so looking for it never has to step back. */
const QUESTION = Uint8Array.of(0x1b, 0x5b, 0x3f, 0x39, 0x39, 0x51);
export const QUESTION_BYTES = QUESTION.length + 2;
const ANSWER_BYTES = 4;
/** The lower six bits of the bytes of answers. Nobody types them, nor are they in a bracket. */
const ANSWER_VALUES = [59, 60, 61, 63];

export function writeQuestion(into: Uint8Array, at: number, number: number): void {
  into.set(QUESTION, at);
  into[at + QUESTION.length] = number >> 8;
  into[at + QUESTION.length + 1] = number & 255;
}

/** Finds questions in a stream, wherever it is cut. */
export class QuestionFinder {
  #matched = 0;
  #high = 0;

  /** Returns the numbers of the questions that end in `bytes`. */
  take(bytes: Uint8Array): number[] {
    const found: number[] = [];
    for (let i = 0; i < bytes.length; i++) {
      // Most of a stream holds none: the native search is many times as fast as this loop.
      if (this.#matched === 0 && (i = bytes.indexOf(QUESTION[0] as number, i)) < 0) break;
      const byte = bytes[i] as number;
      if (this.#matched < QUESTION.length) {
        if (byte === QUESTION[this.#matched]) this.#matched++;
        else this.#matched = byte === QUESTION[0] ? 1 : 0;
      } else if (this.#matched === QUESTION.length) {
        this.#high = byte;
        this.#matched++;
      } else {
        found.push((this.#high << 8) | byte);
        this.#matched = 0;
      }
    }
    return found;
  }
}

export const isAnswer = (byte: number): boolean => ANSWER_VALUES.includes(byte & 63);

export function answerTo(number: number): Uint8Array {
  const bytes = new Uint8Array(ANSWER_BYTES);
  for (let i = 0; i < ANSWER_BYTES; i++) {
    const four = (number >> (12 - 4 * i)) & 15;
    bytes[i] = ((four >> 2) << 6) | (ANSWER_VALUES[four & 3] as number);
  }
  return bytes;
}

/** Reads answers in a shell's input; other bytes may stand between. */
export class AnswerReader {
  #value = 0;
  #count = 0;

  take(bytes: Uint8Array): number[] {
    const found: number[] = [];
    for (const byte of bytes) {
      if (!isAnswer(byte)) continue;
      this.#value = (this.#value << 4) | ((byte >> 6) << 2) | ANSWER_VALUES.indexOf(byte & 63);
      if (++this.#count < ANSWER_BYTES) continue;
      found.push(this.#value);
      this.#value = this.#count = 0;
    }
    return found;
  }
}
