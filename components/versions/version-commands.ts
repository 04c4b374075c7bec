import { restCommand } from '@/components/format/shell'
import type { NamedCommand } from '@/components/ui/copy-as'
import { endpoints } from '@/lib/contract/endpoints'
import { downloadUrl, type VersionPreview } from '@/lib/contract/previews'
import { commandLine } from '@/lib/contract/shell-words'
import type { DiffVersionsInput, GetVersionInput } from '@/lib/contract/versions'

/** Commands about one version. That by a link of the preview ends when the link does. */
export function versionCommands(input: GetVersionInput, preview: VersionPreview | undefined): NamedCommand[] {
  const { project, version } = input
  const cli = (verb: string) => commandLine('npx', 'freshet', verb, version, '--project', project)
  const links = preview && downloadUrl(window.location.href, preview)
  return [
    { label: 'Preview: CLI', text: cli('preview') },
    { label: 'Preview: curl', text: restCommand(endpoints.previewVersion, input) },
    { label: 'Download: CLI', text: cli('download') },
    ...(links
      ? [{ label: 'Download: curl (5 minutes)', text: commandLine('curl', '-fsS', '-o', version, links) }]
      : []),
    { label: 'Facts: curl', text: restCommand(endpoints.getVersion, input) },
  ]
}

/** What two versions differ in, for a terminal. */
export function diffCommands(input: DiffVersionsInput): NamedCommand[] {
  const { project, from, to } = input
  return [
    { label: 'CLI', text: commandLine('npx', 'freshet', 'diff', from, to, '--project', project) },
    { label: 'curl', text: restCommand(endpoints.diffVersions, input) },
  ]
}
