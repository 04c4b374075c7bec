import { endpoints } from '@/lib/contract/endpoints'
import { listJobs } from '@/lib/ops/jobs/list-jobs'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listJobs, listJobs)
