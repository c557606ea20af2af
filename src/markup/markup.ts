/** A stretch of a document, in UTF-16 units from its start. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}
