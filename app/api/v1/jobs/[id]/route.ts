import { endpoints } from '@/lib/contract/endpoints'
import { getJob } from '@/lib/ops/jobs/get-job'
import { route } from '@/lib/server/route'

export const GET = route(endpoints.getJob, getJob)
