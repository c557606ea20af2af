import { configureGlobal } from 'fast-check';

/** Fixed, so that a change is judged by the same random cases as the one before; FAULT_SEED looks at others. */
export const seed = Number(process.env['FAULT_SEED'] ?? 20_261_122);

configureGlobal({ seed });
