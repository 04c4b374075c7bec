import { endpoints } from '@/lib/contract/endpoints'
import { createProject } from '@/lib/ops/projects/create-project'
import { listProjects } from '@/lib/ops/projects/list-projects'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listProjects, listProjects)
export const POST = route(endpoints.createProject, createProject)
