-- done: takes a message out of the outbox, and puts the receipt for it, if any, into the inbox.
--
-- KEYS 1 epoch, 2 outbox, 3 inbox
-- ARGV 1 the lease's epoch, 2 the message's stream id, 3 whose it was, 4 the receipt, sealed, or nothing
-- returns ok and the receipt's stream id, or nothing; or why nothing was done: fenced, gone

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {'fenced'}
end
if redis.call('XDEL', KEYS[2], ARGV[2]) == 0 then
  return {'gone'}
end
if ARGV[4] == '' then
  return {'ok', ''}
end
return {'ok', redis.call('XADD', KEYS[3], '0-*', 'to', ARGV[3], 'place', ARGV[3], 'event', ARGV[4])}
