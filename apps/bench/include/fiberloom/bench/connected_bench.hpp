#pragma once

#include <fiberloom/hal/bench.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <memory>

namespace fiberloom::app {

/// The instruments of a rig at their addresses, each spoken to by the driver that its document names; while this lives, the
/// bench's watchdog gets its signs of life.
///
/// Nothing is opened before the bench is configured.
/// Throws:  core::InvalidDocument when the rig has no bench or check_bench() finds mistakes; InputError
///          "input.unknown_driver", "input.address", "input.address_option".
struct ConnectedBench {
  std::shared_ptr<void> heartbeat{};
  std::shared_ptr<hal::Bench> bench{};
};

[[nodiscard]] ConnectedBench connect_bench(const hal::RigDocument& rig, const hal::LightPath& path,
                                           const hal::Catalog& catalog);

}  // namespace fiberloom::app
