#include <fmt/format.h>

#include <fiberloom/bench/bare_light_path.hpp>
#include <fiberloom/core/error.hpp>

namespace fiberloom::app {

hal::LightPath bare_light_path(const hal::RigDocument& rig) {
  if (!rig.bench) {
    throw core::InputError("input.no_bench",
                           fmt::format("rig \"{}\" has no \"bench\": its instruments are not "
                                       "known; add them to its document",
                                       rig.name));
  }
  hal::LightPath path;
  path.sample_rate_gsa_per_s = rig.transmitter.sample_rate_gsa_per_s;
  for (const hal::StageWiring& wiring : rig.bench->stages) {
    hal::StagePath& stage = path.stages.emplace_back();
    stage.name = wiring.name;
  }
  return path;
}

}  // namespace fiberloom::app
