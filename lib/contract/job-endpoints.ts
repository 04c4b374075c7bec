import { endpoint } from '@/lib/contract/endpoint'
import { job, jobInput, jobList, listJobsInput } from '@/lib/contract/jobs'
import { createWarmUpInput } from '@/lib/contract/warm-ups'

/** The part of `endpoints` that is about work that outlives a request. */
export const jobEndpoints = {
  listJobs: endpoint({
    method: 'GET',
    path: '/api/v1/jobs',
    input: listJobsInput,
    output: jobList,
    scope: 'read',
    summary: 'Jobs of a project and of the installation: those that wait or run first, then the newest.',
  }),
  getJob: endpoint({
    method: 'GET',
    path: '/api/v1/jobs/{id}',
    input: jobInput,
    output: job,
    scope: 'read',
    summary: 'One job: its progress, or its result.',
  }),
  cancelJob: endpoint({
    method: 'POST',
    path: '/api/v1/jobs/{id}/cancel',
    input: jobInput,
    output: job,
    scope: 'deploy',
    summary: 'End a job that waits or runs. What it did already stays done.',
  }),
  createWarmUp: endpoint({
    method: 'POST',
    path: '/api/v1/warm-ups',
    input: createWarmUpInput,
    output: job,
    scope: 'deploy',
    summary: 'Regenerate pages before visitors ask for them, and on demand promote once that is done. Answers the job.',
  }),
} as const
