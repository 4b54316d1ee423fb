import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { INSPECTOR_STRINGS as TEXT } from './inspector-strings.js';
import type { JournalEntry } from './journal.js';
import { ageText } from './words.js';

export type TimelineKind = keyof typeof TEXT.kinds;

/** How somebody looks at the timeline. */
export interface TimelineView {
  readonly kind: TimelineKind;
  readonly words: string;
  /** What stood there when it was paused; undefined while it runs. */
  readonly paused: { readonly entries: readonly JournalEntry[]; readonly now: number; readonly count: number } | undefined;
}

export interface TimelineDeeds {
  look(view: Partial<Pick<TimelineView, 'kind' | 'words'>>): void;
  pause(): void;
}

/** Those that fit: every word somewhere in the entry, in any case. */
export function matching(entries: readonly JournalEntry[], { kind, words }: Pick<TimelineView, 'kind' | 'words'>): readonly JournalEntry[] {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return entries.filter((entry) => {
    if (kind === 'problem' ? entry.tone !== 'error' && entry.tone !== 'wait' : kind !== 'all' && entry.kind !== kind) return false;
    const text = `${entry.subject} ${entry.text} ${entry.detail}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** @param now and `count` of the journal as it is */
export function renderTimeline(all: readonly JournalEntry[], count: number, now: number, view: TimelineView, deeds: TimelineDeeds): TemplateResult {
  const { paused } = view;
  const entries = matching(paused?.entries ?? all, view);
  const missed = paused === undefined ? 0 : count - paused.count;
  return html`
    <section class="timeline">
      <h2 id="timeline">${TEXT.timeline} <span class="count">${entries.length}</span></h2>
      <div class="tools">
        <input type="search" aria-label=${TEXT.filter} placeholder=${TEXT.filter} .value=${view.words} @input=${(event: Event) => deeds.look({ words: (event.target as HTMLInputElement).value })}>
        <select aria-label=${TEXT.filter} @change=${(event: Event) => deeds.look({ kind: (event.target as HTMLSelectElement).value as TimelineKind })}>
          ${Object.entries(TEXT.kinds).map(([kind, text]) => html`<option value=${kind} ?selected=${kind === view.kind}>${text}</option>`)}
        </select>
        <button type="button" data-action="pause" aria-pressed=${paused === undefined ? 'false' : 'true'} @click=${deeds.pause}>${paused === undefined ? TEXT.pause : TEXT.resume}${
          missed > 0 ? html` <span class="count">${TEXT.pausedWith(missed)}</span>` : nothing}</button>
      </div>
      ${entries.length === 0 ? html`<p class="empty">${all.length === 0 ? TEXT.noEvents : TEXT.noMatch}</p>` : html`
        <ol class="events" tabindex="0" aria-labelledby="timeline">${repeat(entries, ({ id }) => id, (entry) => renderEntry(entry, paused?.now ?? now))}</ol>`}
    </section>
  `;
}

function renderEntry({ at, tone, subject, text, detail }: JournalEntry, now: number): TemplateResult {
  return html`<li class=${tone}><span class="age">${ageText(now - at)}</span><span class="what"><span class="who">${subject === '' ? TEXT.allSessions : subject}</span> ${text}${
    detail === '' ? nothing : html` <span class="note" title=${detail}>${detail}</span>`}</span></li>`;
}
