package keyspace

import "footing/storage/reseal"

// Where sealed values stand: those of the whole store, of a shard, and of participants.

// SealedOfStore are the places of the whole store.
func SealedOfStore() []reseal.Location {
	return []reseal.Location{
		{Kind: reseal.Studies, Key: Studies},
		{Kind: reseal.Plans, Key: Plans},
		{Kind: reseal.Releases, Key: Releases},
	}
}

// SealedOfShard are those of a shard. What moves from one to another stands before it, so that whoever counts in this
// order misses nothing.
func SealedOfShard(shard int) []reseal.Location {
	return []reseal.Location{
		{Kind: reseal.Inbox, Key: Inbox(shard), Shard: shard},
		{Kind: reseal.Outbox, Key: Outbox(shard), Shard: shard},
		{Kind: reseal.Parked, Key: Parked(shard), Shard: shard},
		{Kind: reseal.Calls, Key: Calls(shard), Shard: shard},
		{Kind: reseal.Holds, Key: Holds(shard), Shard: shard},
	}
}

// SealedOfPeople are those of participants.
func SealedOfPeople(shard int, ids []string) (places []reseal.Location) {
	for _, id := range ids {
		places = append(places,
			reseal.Location{Kind: reseal.State, Key: State(shard, id), Shard: shard, ID: id},
			reseal.Location{Kind: reseal.Early, Key: Early(shard, id), Shard: shard, ID: id},
			reseal.Location{Kind: reseal.Facts, Key: Facts(shard, id), Shard: shard, ID: id},
			reseal.Location{Kind: reseal.Chapters, Key: Chapters(shard, id), Shard: shard, ID: id})
	}
	return places
}

// Sealed tells where the sealed values under a key stand; false if there are none.
func Sealed(name string) (reseal.Location, bool) {
	k, ours := Parse(name)
	places := SealedOfStore()
	switch {
	case !ours:
		return reseal.Location{}, false
	case k.ID != "":
		places = SealedOfPeople(k.Shard, []string{k.ID})
	case k.Shard != OfAll:
		places = SealedOfShard(k.Shard)
	}
	for _, p := range places {
		if p.Key == name {
			return p, true
		}
	}
	return reseal.Location{}, false
}
