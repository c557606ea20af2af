import { createTaskBody, type TaskBody } from '../../src/bfl/taskBody.ts';
import { recipeOf } from '../fixtures/recipes.ts';

/** The body of an ordinary request. */
export function createBody(prompt: string): TaskBody {
  return createTaskBody(recipeOf(prompt));
}
