import { expect, test } from 'vitest'
import { pathPiecesOf, piecesOf } from '@/db/queries/usage/usage-window'

const at = (text: string) => Date.parse(`${text}Z`)
const NOW = at('2030-06-20T12:34:30')

function pieces(from: string, until: string, stepMs?: number) {
  return piecesOf({ fromMs: at(from), untilMs: at(until) }, NOW, stepMs).map(
    ({ unit, fromMs, untilMs }) =>
      `${unit} ${new Date(fromMs).toISOString().slice(5, 16)} ${new Date(untilMs).toISOString().slice(5, 16)}`,
  )
}

test('days within, hours around them, minutes at both ends: each instant once', () => {
  expect(pieces('2030-06-15T22:58:00', '2030-06-18T02:01:00')).toEqual([
    'minute 06-15T22:58 06-15T23:00',
    'hour 06-15T23:00 06-16T00:00',
    'day 06-16T00:00 06-18T00:00',
    'hour 06-18T00:00 06-18T02:00',
    'minute 06-18T02:00 06-18T02:01',
  ])
})

test('a window within one minute, hour or day takes no longer step, and an empty one takes nothing', () => {
  expect(pieces('2030-06-20T10:01:00', '2030-06-20T10:02:00')).toEqual(['minute 06-20T10:01 06-20T10:02'])
  expect(pieces('2030-06-20T10:00:00', '2030-06-20T11:00:00')).toEqual(['hour 06-20T10:00 06-20T11:00'])
  expect(pieces('2030-06-20T10:00:00', '2030-06-20T10:00:00')).toEqual([])
})

test('a window that ends now takes the day under way whole, of which nothing is to come yet', () => {
  expect(pieces('2030-06-18T23:00:00', '2030-06-20T12:35:00')).toEqual([
    'hour 06-18T23:00 06-19T00:00',
    'day 06-19T00:00 06-21T00:00',
  ])
  expect(pieces('2030-06-20T11:00:00', '2030-06-20T12:35:00')).toEqual(['hour 06-20T11:00 06-21T00:00'])
  expect(pieces('2030-06-19T00:00:00', '2030-06-20T12:35:00', 3_600_000)).toEqual(['hour 06-19T00:00 06-21T00:00'])
  expect(pieces('2030-06-20T00:00:00', '2030-06-20T12:34:00')).toEqual([
    'hour 06-20T00:00 06-20T12:00',
    'minute 06-20T12:00 06-20T12:34',
  ])
})

test('of paths there are days, hours at both ends within the last week, and before that days alone', () => {
  const ofPaths = (from: string, until: string, stepMs?: number) =>
    pathPiecesOf({ fromMs: at(from), untilMs: at(until) }, NOW, stepMs).map(
      ({ unit, fromMs, untilMs }) =>
        `${unit} ${new Date(fromMs).toISOString().slice(5, 16)} ${new Date(untilMs).toISOString().slice(5, 16)}`,
    )
  expect(ofPaths('2030-06-13T12:30:00', '2030-06-20T12:35:00')).toEqual([
    'hour 06-13T12:00 06-14T00:00',
    'day 06-14T00:00 06-21T00:00',
  ])
  expect(ofPaths('2030-06-14T01:00:00', '2030-06-15T01:30:00')).toEqual(['hour 06-14T01:00 06-15T02:00'])
  expect(ofPaths('2030-06-12T12:30:00', '2030-06-14T02:00:00')).toEqual([
    'day 06-12T00:00 06-14T00:00',
    'hour 06-14T00:00 06-14T02:00',
  ])
  expect(ofPaths('2030-06-18T22:30:00', '2030-06-20T12:35:00', 3_600_000)).toEqual(['hour 06-18T22:00 06-21T00:00'])
})

test('a series has no row longer than its step', () => {
  expect(pieces('2030-06-16T00:00:00', '2030-06-18T00:00:00', 3_600_000)).toEqual(['hour 06-16T00:00 06-18T00:00'])
  expect(pieces('2030-06-16T00:00:00', '2030-06-16T02:00:00', 900_000)).toEqual(['minute 06-16T00:00 06-16T02:00'])
})

test('where minutes are gone the window grows to hours, and where these are gone to days', () => {
  expect(pieces('2030-06-10T10:30:00', '2030-06-10T11:30:00')).toEqual(['hour 06-10T10:00 06-10T12:00'])
  expect(pieces('2030-01-10T10:30:00', '2030-01-10T11:30:00')).toEqual(['day 01-10T00:00 01-11T00:00'])
})
