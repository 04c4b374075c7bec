import { ACCESS_SCENES } from '@/components/gallery/scenes/access-scenes'
import { DEPLOYMENT_SCENES } from '@/components/gallery/scenes/deployment-scenes'
import { JOB_SCENES } from '@/components/gallery/scenes/job-scenes'
import { MEMBER_SCENES } from '@/components/gallery/scenes/member-scenes'
import { PANEL_SCENES } from '@/components/gallery/scenes/panel-scenes'
import { PATH_SCENES } from '@/components/gallery/scenes/path-scenes'
import { PURGE_SCENES } from '@/components/gallery/scenes/purge-scenes'
import type { Scene } from '@/components/gallery/scenes/scene'
import { SETTING_SCENES } from '@/components/gallery/scenes/setting-scenes'
import { SHELL_SCENES } from '@/components/gallery/scenes/shell-scenes'
import { TOKEN_SCENES } from '@/components/gallery/scenes/token-scenes'

/** Every scene, by area. */
export const SCENES: readonly Scene[] = [
  ...PATH_SCENES,
  ...PURGE_SCENES,
  ...DEPLOYMENT_SCENES,
  ...JOB_SCENES,
  ...SETTING_SCENES,
  ...TOKEN_SCENES,
  ...MEMBER_SCENES,
  ...ACCESS_SCENES,
  ...PANEL_SCENES,
  ...SHELL_SCENES,
]
