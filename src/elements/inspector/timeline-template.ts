import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { keepTyping } from '../apart.js';
import type { InspectorText } from './inspector-strings.js';
import type { JournalEntry } from './journal.js';
import type { Wording } from './wording.js';

export type TimelineKind = keyof InspectorText['kinds'];

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
function matching(entries: readonly JournalEntry[], { kind, words }: Pick<TimelineView, 'kind' | 'words'>, wording: Wording): readonly JournalEntry[] {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return entries.filter((entry) => {
    if (kind === 'problem' ? entry.tone !== 'error' && entry.tone !== 'wait' : kind !== 'all' && entry.kind !== kind) return false;
    if (wanted.length === 0) return true;
    const told = `${entry.subject} ${entry.said(wording)} ${entry.detail(wording)}`.toLowerCase();
    return wanted.every((word) => told.includes(word));
  });
}

/** @param now and `count` of the journal as it is */
export function renderTimeline(all: readonly JournalEntry[], count: number, now: number, view: TimelineView, wording: Wording, deeds: TimelineDeeds): TemplateResult {
  const { text } = wording;
  const { paused } = view;
  const entries = matching(paused?.entries ?? all, view, wording);
  const missed = paused === undefined ? 0 : count - paused.count;
  return html`
    <section class="timeline">
      <h2 id="timeline">${text.timeline} <span class="count">${entries.length}</span></h2>
      <div class="tools">
        <input type="search" @keydown=${keepTyping} @keypress=${keepTyping} aria-label=${text.filter} placeholder=${text.filter} .value=${view.words} @input=${(event: Event) => deeds.look({ words: (event.target as HTMLInputElement).value })}>
        <select aria-label=${text.filter} @change=${(event: Event) => deeds.look({ kind: (event.target as HTMLSelectElement).value as TimelineKind })}>
          ${Object.entries(text.kinds).map(([kind, name]) => html`<option value=${kind} ?selected=${kind === view.kind}>${name}</option>`)}
        </select>
        <button type="button" data-action="pause" aria-pressed=${paused === undefined ? 'false' : 'true'} @click=${deeds.pause}>${paused === undefined ? text.pause : text.resume}${
          missed > 0 ? html` <span class="count">${text.pausedWith(missed)}</span>` : nothing}</button>
      </div>
      ${entries.length === 0 ? html`<p class="empty">${all.length === 0 ? text.noEvents : text.noMatch}</p>` : html`
        <ol class="events" tabindex="0" aria-labelledby="timeline">${repeat(entries, ({ id }) => id, (entry) => renderEntry(entry, paused?.now ?? now, wording))}</ol>`}
    </section>
  `;
}

function renderEntry({ at, tone, subject, said, detail }: JournalEntry, now: number, wording: Wording): TemplateResult {
  const why = detail(wording);
  return html`<li class=${tone}><span class="age">${wording.age(now - at)}</span><span class="what"><span class="who">${subject === '' ? wording.text.allSessions : subject}</span> ${said(wording)}${
    why === '' ? nothing : html` <span class="note" title=${why}>${why}</span>`}</span></li>`;
}
