/** Starts what mocha prints inside the extension host, to tell it from what VS Code prints there. */
export const hostTestMark = 'test│';
