#pragma once

#include <exception>
#include <fiberloom/hal/bench.hpp>
#include <functional>
#include <vector>

namespace fiberloom::app {

/// What went wrong with each instrument of a bench, in its order; null where nothing did.
using Troubles = std::vector<std::exception_ptr>;

/// Places of instruments that share a wire: channels of one box, addresses on one GPIB. Every instrument is in one.
[[nodiscard]] std::vector<std::vector<std::size_t>> wires_of(const hal::Bench& bench);

/// Does something with every instrument, those on different wires at the same time: one that is silent keeps nobody
/// waiting but who shares its wire.
[[nodiscard]] Troubles on_each_instrument(const hal::Bench& bench,
                                          const std::function<void(hal::Instrument&)>& action);

/// Configures it unless it is configured already.
void configure_if_needed(hal::Instrument& instrument);

/// Configures every instrument that can be reached. Sources come first, one by one from the receiver to the laser:
/// where somebody left light on, no amplifier loses its seed before it is dark itself.
[[nodiscard]] Troubles take_over(const hal::Bench& bench);

/// The same for somebody who is going to write: what an interlock may have to know of has to answer. Only what merely
/// measures may be missing, and not the instrument that is to be written.
///
/// Throws:  what the first of the others threw, with everything safe that can be reached.
[[nodiscard]] Troubles take_over_for_writing(hal::Bench& bench,
                                             const hal::Instrument* written = nullptr);

/// The first one that is there, else null.
[[nodiscard]] std::exception_ptr first_of(const Troubles& troubles);

}  // namespace fiberloom::app
