import t from 'tap'
import { zonesFor } from '../../../../simulator/demo/world/zones.ts'
import { pool } from '../objects.ts'

const apps = { name: 'apps.example.com', hostedZoneID: 'ZAPPS' }

t.test('each domain has its zone', async t => {
  const pay = { name: 'pay.example.com', hostedZoneID: 'ZPAY' }
  t.same(zonesFor([pool({ domains: [apps] }), pool({ domains: [pay] })]), [
    { id: 'ZAPPS', name: 'apps.example.com', private: false },
    { id: 'ZPAY', name: 'pay.example.com', private: false }
  ])
})

t.test('domains that share a zone are both within it', async t => {
  const pay = { name: 'pay.example.com', hostedZoneID: 'ZAPPS' }
  t.same(zonesFor([pool({ domains: [apps, pay] })]), [
    { id: 'ZAPPS', name: 'example.com', private: false }
  ])
  const below = { name: 'eu.apps.example.com', hostedZoneID: 'ZAPPS' }
  t.same(zonesFor([pool({ domains: [below, apps] })]), [
    { id: 'ZAPPS', name: 'apps.example.com', private: false }
  ])
})

t.test('a zone beside a validation zone is private, unless others use it as public', async t => {
  const split = { ...apps, validationZoneID: 'ZPUBLIC' }
  t.same(zonesFor([pool({ domains: [split] })]), [
    { id: 'ZAPPS', name: 'apps.example.com', private: true },
    { id: 'ZPUBLIC', name: 'apps.example.com', private: false }
  ])
  const [zone] = zonesFor([pool({ domains: [split] }), pool({ domains: [apps] })])
  t.equal(zone?.private, false)
})
