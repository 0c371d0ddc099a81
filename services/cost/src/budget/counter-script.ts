// Every key of an organization lies in one slot. KEYS, the same for all scripts:
// 1 state   `<epoch>@<run of the server>`, or `frozen:<token>` while counters are built
// 2 spent   hash: counter → settled amount
// 3 reserved hash: counter → amount of calls in work
// 4 calls   hash: call id → what was reserved for it, as JSON
// 5 open    sorted set: call ids by the time their reservation ends
// 6 settled:<call id> set once the call was settled, so that a second delivery counts nothing; scripts for many calls get the prefix

/** How many keys each script gets. */
export const COUNTER_KEYS = 6;

/** Gives back what a call holds: its reservation is gone from every counter, or was never there. */
const RELEASE = `
local function release(call)
  local known = redis.call('HGET', KEYS[4], call)
  if not known then return false end
  for _, part in ipairs(cjson.decode(known).parts) do
    local left = redis.call('HINCRBY', KEYS[3], part[1], '-' .. part[2])
    if left <= 0 then redis.call('HDEL', KEYS[3], part[1]) end
  end
  redis.call('HDEL', KEYS[4], call)
  redis.call('ZREM', KEYS[5], call)
  return true
end`;

/**
 * ARGV: state, call id, record, end of the reservation, then counter, limit, amount and whether it blocks for each. All or nothing.
 * A call goes while a counter is below its limit, so a counter passes it by one reservation at most.
 */
export const RESERVE = `
local state = redis.call('GET', KEYS[1])
if state ~= ARGV[1] then return {'state', state or ''} end
if redis.call('EXISTS', KEYS[6]) == 1 then return {'over'} end
local known = redis.call('HGET', KEYS[4], ARGV[2])
if known then return {'known', known} end
for i = 5, #ARGV, 4 do
  local spent = redis.call('HGET', KEYS[2], ARGV[i]) or '0'
  local reserved = redis.call('HGET', KEYS[3], ARGV[i]) or '0'
  if ARGV[i + 3] == '1' and ARGV[i + 2] ~= '0' and tonumber(spent) + tonumber(reserved) >= tonumber(ARGV[i + 1]) then
    return {'full', tostring((i - 5) / 4), spent, reserved}
  end
end
for i = 5, #ARGV, 4 do
  if ARGV[i + 2] ~= '0' then redis.call('HINCRBY', KEYS[3], ARGV[i], ARGV[i + 2]) end
end
redis.call('HSET', KEYS[4], ARGV[2], ARGV[3])
redis.call('ZADD', KEYS[5], ARGV[4], ARGV[2])
return {'go'}`;

/** ARGV: state, call id, whether to add, how long a settled call is remembered, then counter and amount for each. Answers what is spent. */
export const SETTLE = `${RELEASE}
local state = redis.call('GET', KEYS[1])
if state ~= ARGV[1] then return {'state', state or ''} end
release(ARGV[2])
local fresh = redis.call('SET', KEYS[6], '1', 'NX', 'PX', ARGV[4])
local reply = {'settled'}
for i = 5, #ARGV, 2 do
  if fresh and ARGV[3] == '1' and ARGV[i + 1] ~= '0' then redis.call('HINCRBY', KEYS[2], ARGV[i], ARGV[i + 1]) end
  reply[#reply + 1] = redis.call('HGET', KEYS[2], ARGV[i]) or '0'
end
return reply`;

/** ARGV: ids of calls whose reservation is over. Answers how many had one. */
export const GIVE_BACK = `${RELEASE}
local count = 0
for _, call in ipairs(ARGV) do
  if release(call) then count = count + 1 end
end
return count`;

/** ARGV: state, then id, record and end for each: puts back reservations the server lost, of calls that were not settled. */
export const RESTORE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
for i = 2, #ARGV, 3 do
  local isOver = redis.call('EXISTS', KEYS[6] .. ARGV[i]) == 1
  if not isOver and redis.call('HSETNX', KEYS[4], ARGV[i], ARGV[i + 1]) == 1 then
    for _, part in ipairs(cjson.decode(ARGV[i + 1]).parts) do redis.call('HINCRBY', KEYS[3], part[1], part[2]) end
    redis.call('ZADD', KEYS[5], ARGV[i + 2], ARGV[i])
  end
end
return 1`;

/** ARGV: state, then counters whose window is over under the budgets of that state; under others it may not be. */
export const FORGET = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
for i = 2, #ARGV do redis.call('HDEL', KEYS[2], ARGV[i]) end
return 1`;

/** ARGV: frozen state, new state, how many counters, counter and amount for each, then id, record and end of each open call. */
export const REBUILD = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2], KEYS[3], KEYS[4], KEYS[5])
local last = 3 + 2 * tonumber(ARGV[3])
for i = 4, last, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
for i = last + 1, #ARGV, 3 do
  redis.call('HSET', KEYS[4], ARGV[i], ARGV[i + 1])
  redis.call('ZADD', KEYS[5], ARGV[i + 2], ARGV[i])
  for _, part in ipairs(cjson.decode(ARGV[i + 1]).parts) do redis.call('HINCRBY', KEYS[3], part[1], part[2]) end
end
redis.call('SET', KEYS[1], ARGV[2])
return 1`;
