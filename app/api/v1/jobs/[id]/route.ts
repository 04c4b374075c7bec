import { endpoints } from '@/lib/contract/endpoints'
import { getJob } from '@/lib/ops/jobs/get-job'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getJob, getJob)
