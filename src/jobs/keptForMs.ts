/** What nobody came back to leaves the journal after 30 days. In a file of its own, for activation loads it. */
export const keptForMs = 30 * 24 * 60 * 60 * 1000;
