#pragma once

#include <fiberloom/hal/instrument.hpp>

#include "instrument_sources.hpp"

namespace fiberloom::test {

/// Lets an armed source give light as the gate of a rig does, without a rig.
inline void emit(hal::EmittingInstrument& source) {
  hal::InstrumentSource(nullptr, source).enable();
}

}  // namespace fiberloom::test
