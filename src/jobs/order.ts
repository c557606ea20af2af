import * as v from 'valibot';
import { recipeSchema } from '../recipe/recipe.ts';

/** An object whose unknown keys are dropped and whose values cannot be changed. */
export const object = <Entries extends v.ObjectEntries>(entries: Entries) => v.pipe(v.object(entries), v.readonly());

/** A place in a document for a link. URIs are strings, as `vscode.Uri.toString()` writes them. */
export const linkSchema = object({
  document: v.string(),
  languageId: v.string(),
  mode: v.picklist(['after', 'replace']),
  /** The text in the document that the picture belongs to. */
  anchor: v.string(),
  offset: v.number(),
  /** The lines around the anchor. */
  block: v.optional(v.string()),
  /** Which of `anchor` and `block` occurred only once in the document. */
  alone: v.optional(v.picklist(['anchor', 'block', 'none'])),
  /** Identifies the document's file even after it is renamed. */
  fileId: v.optional(v.string()),
});

/** Pictures of one recipe with different seeds, ordered together; only one of them is linked. */
export const variationsSchema = object({
  /** The same for all of them. */
  id: v.pipe(v.string(), v.uuid()),
  /** How many were ordered. */
  count: v.pipe(v.number(), v.integer(), v.minValue(2)),
  /** The number of this one, from 1. */
  index: v.pipe(v.number(), v.integer(), v.minValue(1)),
});

/** A recipe and where its picture goes, as the journal keeps it. */
export const orderSchema = object({
  recipe: recipeSchema,
  service: object({ region: v.picklist(['global', 'eu', 'us']), endpoint: v.string() }),
  /** The URL that the service calls when the picture is ready. */
  webhookUrl: v.optional(v.string()),
  timeoutSeconds: v.number(),
  save: object({
    /** The folder that a relative `template` is resolved against. */
    folder: v.optional(v.string()),
    workspaceFolder: v.optional(v.string()),
    document: v.optional(v.string()),
    template: v.string(),
    /** Whether the user wrote the template, so that it may lead out of the workspace. */
    mayLeaveWorkspace: v.boolean(),
    /** The heading above the prompt, for the template. */
    heading: v.string(),
    /** The number of the picture among several, from 1, for the template. */
    index: v.number(),
    /** The file that the user chose in a save dialog; the other fields of `save` are then unused. */
    target: v.optional(v.string()),
  }),
  link: v.optional(linkSchema),
  variations: v.optional(variationsSchema),
  /** Where the picture is shown. */
  show: v.picklist(['beside', 'active', 'never']),
});

/** What the user asked for. It never changes while the job lives, even if the settings change. */
export type Order = v.InferOutput<typeof orderSchema>;
export type Link = v.InferOutput<typeof linkSchema>;
