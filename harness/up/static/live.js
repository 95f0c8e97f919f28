// The live view: one card for each change of a person, one lane for each hop, newest first.

const LANES = ['browser', 'identity server', 'bridge', 'HubSpot']
const SAME_CHANGE = 2 // seconds: the parts of one change come within milliseconds, unless a server has just started

const list = document.getElementById('changes')
const status = document.getElementById('status')
const filter = document.getElementById('person')
const lookups = document.getElementById('lookups')
const changes = new Map() // person -> changes, oldest first
const moments = new Map() // id -> its element, its change and itself
const asked = new Set() // correlation ids of requests that only asked something
let count = 0

const events = new EventSource('/events')
events.addEventListener('moment', event => show(JSON.parse(event.data)))
events.addEventListener('state', event => showServers(JSON.parse(event.data).servers))
events.addEventListener('open', sayHowMany)
events.addEventListener('error', () => { status.textContent = 'The start page has ended, or cannot be reached: see the terminal.' })
filter.addEventListener('input', sift)
lookups.addEventListener('change', sift)
document.querySelector('.filter').addEventListener('submit', event => event.preventDefault())

function show(moment) {
  if (asksOnly(moment) && moment.payload.correlationId) asked.add(moment.payload.correlationId)
  const known = moments.get(moment.id)
  if (known) {
    known.moment = moment
    fill(known.element, moment, known.change)
    sift()
    return
  }
  const change = changeOf(moment)
  const element = make('details', 'moment')
  moments.set(moment.id, { element, change, moment })
  change.moments.push(moment.id)
  fill(element, moment, change)
  place(element, change.lanes.get(moment.hop), moment.at)
  change.last = Math.max(change.last, moment.at)
  sift()
}

function asksOnly(moment) {
  const { step, method, operation, request } = moment.payload
  if (moment.hop === 'identity server') return request?.method === 'GET'
  return (step === 'received' && method === 'GET') || (step === 'understood' && ['list', 'read', 'search'].includes(operation))
}

function changeOf(moment) {
  const mine = changes.get(moment.person) ?? []
  const last = mine.at(-1)
  const begins = ['identity server', 'browser'].includes(moment.hop) || moment.payload.step === 'received'
  const goesOn = last && moment.at - last.last < SAME_CHANGE
  if (last && (!begins || (goesOn && (!last.done || moment.at <= last.last)))) return last
  const change = {
    person: moment.person, first: moment.at, last: moment.at, lanes: new Map(), moments: [], number: ++count,
  }
  changes.set(moment.person, [...mine, change])
  draw(change)
  return change
}

function draw(change) {
  const element = make('li', 'change')
  const heading = make('h3', '', change.person || 'the bridge itself')
  const time = make('time', '', new Date(change.first * 1000).toLocaleTimeString())
  time.dateTime = new Date(change.first * 1000).toISOString()
  const became = make('span', 'became')
  heading.append(' ', time, ' ', became)
  const lanes = make('div', 'lanes')
  for (const hop of LANES) {
    const lane = make('section', 'lane')
    lane.dataset.hop = hop
    lane.append(make('h4', '', hop))
    change.lanes.set(hop, lane)
    lanes.append(lane)
  }
  element.append(heading, lanes)
  change.element = element
  change.became = became
  list.prepend(element)
}

function fill(element, moment, change) {
  const open = element.open
  const [what, ...said] = moment.title.split(': ')
  const summary = make('summary')
  summary.append(make('b', '', what))
  if (said.length) summary.append(': ', make('span', 'said', said.join(': ')))
  const after = make('span', 'after', `+${Math.max(0, Math.round((moment.at - change.first) * 1000))} ms`)
  summary.append(' ', after)
  const payload = make('pre', '', JSON.stringify(moment.payload, null, 2))
  payload.tabIndex = 0
  element.replaceChildren(summary, make('p', 'id', moment.id), payload)
  element.classList.toggle('failed', moment.failed)
  element.dataset.at = moment.at
  element.dataset.title = moment.title
  element.open = open
  if (moment.payload.step === 'outcome') sayWhatBecame(moment, change)
}

function sayWhatBecame(moment, change) {
  const { state, contactId } = moment.payload
  change.done = state === 'delivered'
  const where = contactId ? `, contact ${contactId}` : ''
  change.became.textContent = `${state}${where}, after ${Math.round((moment.at - change.first) * 1000)} ms`
  change.became.classList.toggle('wrong', moment.failed)
}

function place(element, lane, at) {
  const later = [...lane.querySelectorAll('.moment')].find(other => Number(other.dataset.at) > at)
  lane.insertBefore(element, later ?? null)
}

function isOnlyLookup(change) {
  return change.moments.every(id => {
    const { moment } = moments.get(id)
    return asksOnly(moment) || asked.has(moment.payload.correlationId)
  })
}

function sift() {
  const wanted = filter.value.trim().toLowerCase()
  for (const each of changes.values()) {
    for (const change of each) {
      const other = wanted !== '' && !change.person.toLowerCase().includes(wanted)
      change.element.hidden = other || (!lookups.checked && isOnlyLookup(change))
    }
  }
  sayHowMany()
}

function sayHowMany() {
  const shown = list.querySelectorAll('.change:not([hidden])').length
  status.textContent = shown ? `${shown} ${shown === 1 ? 'change' : 'changes'}, newest first` : 'Waiting for the first change …'
}

function showServers(servers) {
  document.getElementById('servers').replaceChildren(...servers.map(server => {
    const item = make('li', server.fine ? 'fine' : 'wrong')
    item.append(make('b', '', server.name), ` ${server.says}`)
    return item
  }))
}

function make(tag, className = '', text = '') {
  const element = document.createElement(tag)
  if (className) element.className = className
  if (text) element.textContent = text
  return element
}
