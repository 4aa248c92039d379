import type { Catalog, EventDefinition } from './define-events.ts'

/** An app's events, described for people and for machines. */
export interface CatalogReference {
  /** A page with a heading for each action. */
  readonly markdown: string
  /** JSON Schema 2020-12: `$defs` holds the schema of each action's data, where its validator can tell. */
  readonly jsonSchema: Readonly<Record<string, unknown>>
}

/** Describes a catalog. The same catalog gives the same text, so it can be committed and compared. */
export function catalogReference(
  catalog: Catalog,
  { title = 'Events' }: { readonly title?: string } = {},
): CatalogReference {
  const actions = Object.keys(catalog).sort()
  const entries = actions.map((action) => [action, catalog[action] as EventDefinition] as const)
  return {
    markdown: [`# ${title}`, ...entries.map(([action, definition]) => section(action, definition))]
      .join('\n\n')
      .concat('\n'),
    jsonSchema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title,
      $defs: Object.fromEntries(
        entries.map(([action, definition]) => [
          action,
          {
            description: definition.description,
            ...(dataSchema(definition) ?? {}),
            version: definition.version ?? 1,
          },
        ]),
      ),
    },
  }
}

function section(action: string, definition: EventDefinition): string {
  const { description, target, version = 1, requiresReason, personal, delivery, failure } = definition
  const facts = [
    target && `- Target: \`${target}\``,
    version !== 1 && `- Version: ${version}`,
    requiresReason && '- Needs a reason',
    personal && `- Personal data: ${personal.map((path) => `\`${path}\``).join(', ')}`,
    delivery && `- Delivery: ${delivery}`,
    failure && `- On failure: ${failure}`,
  ].filter(Boolean)
  const schema = dataSchema(definition)
  return [
    `## ${action}`,
    description,
    facts.join('\n'),
    schema && `\`\`\`json\n${JSON.stringify(schema, undefined, 2)}\n\`\`\``,
  ]
    .filter(Boolean)
    .join('\n\n')
}

/** What a Standard Schema that also implements Standard JSON Schema says of its input. */
function dataSchema({ data }: EventDefinition): Readonly<Record<string, unknown>> | undefined {
  const standard = data?.['~standard'] as
    | { readonly jsonSchema?: { input(options: { target: string }): Record<string, unknown> } }
    | undefined
  try {
    return standard?.jsonSchema?.input({ target: 'draft-2020-12' })
  } catch {
    return undefined
  }
}
