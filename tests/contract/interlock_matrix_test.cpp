#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fiberloom/hal/bench_spread.hpp>
#include <set>
#include <string>

#include "bench_judge.hpp"
#include "expect_error.hpp"
#include "lab_rig.hpp"
#include "random.hpp"
#include "random_operator.hpp"
#include "watched_bench.hpp"

namespace fiberloom::hal {
namespace {

// The laboratory's bench with ramps finer than the amplifiers' own, so that those interlocks have work to do.
RigDocument with_fine_ramps(RigDocument rig) {
  for (InterlockSpec& interlock : rig.bench->interlocks) {
    if (interlock.kind == InterlockKind::ramp) {
      interlock.step = 2.0;
    }
  }
  return rig;
}

struct Totals {
  std::set<std::string> reached{};
  std::set<std::string> refusing{};
  std::vector<std::string> findings{};
  std::size_t num_commands = 0;
  std::size_t num_looks = 0;
  std::size_t num_lit = 0;

  void add(const test::BenchJudge& judge) {
    reached.insert(judge.reached().begin(), judge.reached().end());
    refusing.insert(judge.refusing().begin(), judge.refusing().end());
    if (findings.size() < 20) {
      findings.insert(findings.end(), judge.findings().begin(), judge.findings().end());
    }
    num_looks += judge.num_looks();
  }
};

struct Play {
  RigDocument rig;                        // what the bench is opened with
  std::vector<InterlockSpec> interlocks;  // what is judged
  hal::BenchSpread spread{};
  std::size_t num_sequences = 0;
  bool has_faults = false;
};

constexpr std::size_t num_sequences = 500;
constexpr int num_acts = 16;

// One bench, used by somebody who does anything.
void play_one(const Play& play, std::uint64_t bench_seed, test::Random& random, Totals& totals) {
  test::WatchedBench bench(play.rig, test::lab_path(2),
                           {.spread = play.spread, .seed = bench_seed});
  test::BenchJudge judge(bench, play.interlocks);
  bench.watch_with(&judge);
  {
    test::RandomOperator somebody(bench, judge, random);
    somebody.arm();
    for (int act = 0; act < num_acts; ++act) {
      if (play.has_faults && act == num_acts / 2) {
        somebody.break_something();
      }
      somebody.act();
      ++totals.num_commands;
      totals.num_lit += bench.is_dark() ? 0U : 1U;
    }
    if (somebody.has_broken_the_fiber() && somebody.has_permit()) {
      test::expect_error<core::InterlockError>("interlock.seed_lost", {"edfa-"},
                                               [&] { static_cast<void>(somebody.run()); });
      EXPECT_TRUE(bench.is_dark());
    }
  }
  if (!bench.is_dark()) {
    totals.reached.insert("permit");
  }
  bench.watch_with(nullptr);
  totals.add(judge);
}

// Goes on until somebody gets where nobody should.
Totals play(const Play& play) {
  test::Random random(407);
  Totals totals;
  for (std::size_t i = 0; i < play.num_sequences && totals.reached.empty(); ++i) {
    play_one(play, i, random, totals);
  }
  return totals;
}

Play play_on(const RigDocument& rig, const char* profile) {
  return {.rig = rig,
          .interlocks = rig.bench->interlocks,
          .spread = hal::bench_profile(profile),
          .num_sequences = num_sequences};
}

class InterlockMatrix : public testing::TestWithParam<const char*> {};

TEST_P(InterlockMatrix, NoOrderOfCommandsReachesAForbiddenState) {
  const Totals totals = play(play_on(test::lab_rig(), GetParam()));
  EXPECT_THAT(totals.findings, testing::IsEmpty());
  EXPECT_THAT(totals.reached, testing::IsEmpty());
  // A test of nothing would pass too: every interlock that this path has work for said no, and there was light.
  EXPECT_THAT(totals.refusing,
              testing::IsSupersetOf({"photodiode", "brillouin-1", "brillouin-2", "seed-1", "seed-2",
                                     "broadened-1", "dark-switch", "laser-temperature"}));
  EXPECT_GT(totals.num_lit, totals.num_commands / 4);
}

TEST_P(InterlockMatrix, NorDoesItWithRampsFinerThanTheAmplifiersOwn) {
  Play wanted = play_on(with_fine_ramps(test::lab_rig()), GetParam());
  wanted.num_sequences = num_sequences / 4;
  const Totals totals = play(wanted);
  EXPECT_THAT(totals.findings, testing::IsEmpty());
  EXPECT_THAT(totals.reached, testing::IsEmpty());
  EXPECT_THAT(totals.refusing, testing::IsSupersetOf({"pump-ramp-1", "pump-ramp-2"}));
}

TEST_P(InterlockMatrix, NorDoesItWhileThingsBreak) {
  Play wanted = play_on(test::lab_rig(), GetParam());
  wanted.has_faults = true;
  const Totals totals = play(wanted);
  EXPECT_THAT(totals.findings, testing::IsEmpty());
  EXPECT_THAT(totals.reached, testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Profiles, InterlockMatrix, testing::Values("ideal", "typical", "rough"),
                         [](const auto& instance) { return std::string(instance.param); });

// The other side of the matrix: without one interlock the same somebody gets where it would have stopped him, and
// nowhere else.
class WithoutInterlock : public testing::TestWithParam<const char*> {};

TEST_P(WithoutInterlock, ItsForbiddenStateIsReachedAndNoOther) {
  const std::string name = GetParam();
  const bool is_ramp = name.starts_with("pump-ramp");
  Play wanted = play_on(is_ramp ? with_fine_ramps(test::lab_rig()) : test::lab_rig(), "typical");
  std::erase_if(wanted.rig.bench->interlocks,
                [&](const InterlockSpec& spec) { return spec.name == name; });
  EXPECT_THAT(play(wanted).reached, testing::ElementsAre(name));
}

INSTANTIATE_TEST_SUITE_P(Kinds, WithoutInterlock,
                         testing::Values("photodiode", "brillouin-1", "seed-1", "pump-ramp-1",
                                         "dark-switch", "laser-temperature"),
                         [](const auto& instance) {
                           std::string name = instance.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace fiberloom::hal
