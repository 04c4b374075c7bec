import { referenceProject } from '@/lib/server/api/reference-route'

export const GET = referenceProject
