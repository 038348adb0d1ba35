#pragma once

#include <fiberloom/hal/bench_document.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/instrument.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <memory>

#include "bench_physics.hpp"

namespace fiberloom::sim {

/// What an instrument is made from.
struct InstrumentPlan {
  const hal::InstrumentSpec& spec;
  const hal::RigDocument& rig;
  const hal::LightPath& path;
  const hal::Catalog& catalog;
  const hal::BenchSpread& spread;
  std::uint64_t seed = 0;
};

/// The simulated instrument of the role that the document wants.
///
/// Throws:  core::InputError "input.wrong_role" for a role that there is none of.
[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_instrument(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);

/// Throws:  core::InvalidDocument, InputError "input.no_bench" or "plan.settings" when no bench can be drawn from these.
void require_bench_for(const hal::RigDocument& rig, const hal::LightPath& path,
                       const hal::Catalog& catalog);

}  // namespace fiberloom::sim
