// A process of its own for the tests: a window that answers at once.

process.on('disconnect', () => process.exit());
process.on('message', () => process.send?.('Yes.'));
process.send?.('ready');
