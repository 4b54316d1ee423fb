export interface FindOptions {
  /** Towards the start instead of the end. Default false. */
  readonly backwards?: boolean;
  /** Default false. */
  readonly caseSensitive?: boolean;
  /** Only where it stands between characters that make no words. Default false. */
  readonly wholeWord?: boolean;
  /** A regular expression, as `RegExp` takes it. One that is none finds nothing. Default false. */
  readonly regex?: boolean;
}
