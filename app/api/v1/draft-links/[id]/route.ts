import { endpoints } from '@/lib/contract/endpoints'
import { revokeDraftLink } from '@/lib/ops/draft-links/revoke-draft-link'
import { route } from '@/lib/server/api/route'

export const DELETE = route(endpoints.revokeDraftLink, revokeDraftLink)
