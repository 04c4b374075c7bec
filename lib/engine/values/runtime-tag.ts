/** What `expireTag` of a runtime cache reaches: values put by with this tag, and no page that has it. */
export function runtimeTag(tag: string): string {
  return `runtime:${tag}`
}
