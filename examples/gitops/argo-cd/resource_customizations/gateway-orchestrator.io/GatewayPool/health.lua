-- The health of an object of the Gateway Orchestrator. It follows the rules of kstatus, so that
-- Argo CD, Flux and Helm agree: Stalled needs a person, and everything else that is not Ready is
-- on its way.
local hs = { status = "Progressing", message = "Waiting for the hooks" }

if obj.metadata.deletionTimestamp ~= nil then
  hs.message = "Pending deletion"
  return hs
end

local status = obj.status
if status == nil or status.conditions == nil then
  return hs
end

-- The hooks have not seen the last change of the spec yet.
if status.observedGeneration ~= obj.metadata.generation then
  return hs
end

for _, condition in ipairs(status.conditions) do
  if condition.type == "Stalled" and condition.status == "True" then
    hs.status = "Degraded"
    hs.message = condition.reason .. ": " .. condition.message
    return hs
  end
  if condition.type == "Ready" then
    hs.message = condition.reason .. ": " .. condition.message
    if condition.status == "True" then
      hs.status = "Healthy"
      hs.message = condition.message
    end
  end
end

return hs
