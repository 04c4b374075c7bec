import { endpoints } from '@/lib/contract/endpoints'
import { listProjects } from '@/lib/ops/projects/list-projects'
import { route } from '@/lib/server/route'

export const GET = route(endpoints.listProjects, listProjects)
