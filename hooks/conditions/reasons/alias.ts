import type { ReasonEntries } from './entry.ts'

/** Reasons: the DNS alias of a hostname, and records of others beside it. */
export const aliasReasons = {
  CreatingAlias: { stalls: false, means: 'The alias record is being created.', todo: 'Wait.' },
  MovingAlias: { stalls: false, means: 'The alias record is being changed.', todo: 'Wait.' },
  AliasPending: {
    stalls: false,
    means: 'Route 53 is propagating the change to its name servers.',
    todo: 'Wait a minute.'
  },
  ForeignRecord: {
    stalls: true,
    means: 'A record that is not ours exists at the hostname.',
    todo:
      'Remove the record that the message names. We never overwrite or delete a record that is ' +
      'not ours.'
  },
  HeldByAnotherCluster: {
    stalls: true,
    means: 'The hostname belongs to another cluster, as its ownership TXT record says.',
    todo: 'Delete the request for the hostname in that cluster first.'
  },
  RecordKeepsChanging: {
    stalls: true,
    means: 'Something else keeps removing or changing our record, or writing records beside it.',
    todo:
      'Find out what does this, for example external-dns, Terraform or a script, and stop it. ' +
      'CloudTrail shows who called ChangeResourceRecordSets. The record is then written again ' +
      'within an hour, and counts as done once it has stayed for ten minutes.'
  }
} as const satisfies ReasonEntries
