import { endpoints } from '@/lib/contract/endpoints'
import { createDraftLink } from '@/lib/ops/draft-links/create-draft-link'
import { listDraftLinks } from '@/lib/ops/draft-links/list-draft-links'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listDraftLinks, listDraftLinks)
export const POST = route(endpoints.createDraftLink, createDraftLink)
