/** The values of the dashboard's API, under the names the pages use. */
import type { components } from './schema'

type Schemas = components['schemas']

export type Live = Schemas['Live']
export type Beat = Schemas['Beat']
export type Part = Schemas['Part']
export type PartsPage = Schemas['PartsPage']
export type Defect = Schemas['Defect']
export type Box = Schemas['Box']
export type Status = Schemas['Status']
export type Places = Schemas['Places']
export type Region = Schemas['Region']
export type ChallengeStatus = Schemas['ChallengeStatus']
export type Counts = Schemas['Counts']
export type Outcome = Part['outcome']
export type Alarm = Schemas['Alarm']
export type AlarmEvent = Schemas['AlarmEvent']
/** What an alarm and an entry of its journal have in common. */
export type AlarmTold = Pick<Alarm, 'kind' | 'subject' | 'priority' | 'figures' | 'words'>
export type AlarmHistory = Schemas['AlarmHistory']
export type AlarmFigures = Schemas['AlarmFigures']
export type Priority = Alarm['priority']
export type ShelfReason = Schemas['NewShelf']['reason']
export type ReviewPage = Schemas['ReviewPage']
export type ReviewItem = Schemas['ReviewItem']
export type ReasonsOffered = Schemas['ReasonsOffered']
export type Said = Schemas['Said']
export type Standing = Schemas['Standing']
export type Disposition = ReasonsOffered['disposition']
