/**
 * A job that nobody came back to leaves the journal after 30 days. This has a file of its own to keep activation light.
 */
export const keptForMs = 30 * 24 * 60 * 60 * 1000;
