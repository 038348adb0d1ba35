#include <gtest/gtest.h>

#include <cstring>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/bench/impairment.hpp>
#include <fiberloom/sim/bench/simulated_rig.hpp>
#include <set>
#include <type_traits>

#include "expect_error.hpp"
#include "lab_rig.hpp"
#include "simulated_bench.hpp"

namespace fiberloom::sim {
namespace {

// A spread in which no number is that of the ideal bench, whatever numbers a spread comes to have.
hal::BenchSpread spread_unlike_ideal() {
  static_assert(std::is_trivially_copyable_v<hal::BenchSpread>);
  hal::BenchSpread spread;
  std::memset(static_cast<void*>(&spread), 0x3f, sizeof spread);
  return spread;
}

TEST(Impairments, CoverEveryNumberOfASpread) {
  hal::BenchSpread gathered = hal::ideal_bench();
  for (const Impairment& each : impairments()) {
    each.take(gathered, spread_unlike_ideal());
  }
  EXPECT_EQ(gathered, spread_unlike_ideal());
}

TEST(Impairments, ShareNoNumber) {
  for (const Impairment& one : impairments()) {
    const hal::BenchSpread alone = only(one, spread_unlike_ideal());
    EXPECT_NE(alone, hal::ideal_bench()) << one.name;
    EXPECT_EQ(without(one, alone), hal::ideal_bench()) << one.name;
    for (const Impairment& other : impairments()) {
      if (other.name != one.name) {
        EXPECT_EQ(without(other, alone), alone) << one.name << " and " << other.name;
      }
    }
  }
}

TEST(Impairments, OneAloneAndTheOthersMakeUpTheWhole) {
  for (const hal::BenchSpread& spread : {hal::typical_bench(), hal::rough_bench()}) {
    for (const Impairment& each : impairments()) {
      hal::BenchSpread together = without(each, spread);
      each.take(together, only(each, spread));
      EXPECT_EQ(together, spread) << each.name;
    }
  }
}

TEST(Impairments, EachHasANameOfItsOwnAndALine) {
  std::set<std::string_view> names;
  for (const Impairment& each : impairments()) {
    EXPECT_TRUE(names.insert(each.name).second) << each.name;
    EXPECT_FALSE(each.description.empty()) << each.name;
    EXPECT_EQ(&impairment(each.name), &each);
  }
  test::expect_error<core::InputError>("input.impairment", {"shot_nois", "shot_noise"},
                                       [] { static_cast<void>(impairment("shot_nois")); });
}

TEST(Impairments, SwitchingOffWhatIsOffLeavesEveryBit) {
  const hal::LightPath path = test::lab_path(2);
  test::Random random(71);
  hal::RunRequest request{.stages = test::lab_settings(path, {1.0, -0.7}, {0.4, 0.3}),
                          .waveform = test::random_frames(2, 64, random)};
  const auto trace_of = [&](const hal::BenchSpread& spread) {
    const SimulatedInstrumentRig bench = make_simulated_instrument_rig(
        test::lab_rig(), path, hal::builtin_catalog(), {.spread = spread, .seed = 3});
    const hal::EmissionPermit permit = bench.rig->arm();
    return bench.rig->backend().run(request, permit).trace;
  };
  const core::RealBatch<double> ideal = trace_of(hal::ideal_bench());
  for (const Impairment& each : impairments()) {
    EXPECT_EQ(trace_of(without(each, hal::ideal_bench())), ideal) << each.name;
    EXPECT_EQ(trace_of(only(each, hal::ideal_bench())), ideal) << each.name;
  }
}

}  // namespace
}  // namespace fiberloom::sim
