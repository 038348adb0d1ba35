#include <fiberloom/hal/pass_ledger.hpp>

#include <gtest/gtest.h>

namespace fiberloom::hal {
namespace {

TEST(PassLedger, IsEmptyAtFirst) {
  const PassLedger ledger;
  EXPECT_EQ(ledger.total(), 0);
  EXPECT_EQ(ledger.total_of("calibrated"), 0);
}

TEST(PassLedger, AddsUpByMethodAndPhase) {
  PassLedger ledger;
  ledger.add("twin", "calibration", 100);
  ledger.add("twin", "training", 1000);
  ledger.add("open loop", "training", 7);
  ledger.add("twin", "calibration", 50);
  EXPECT_EQ(ledger.total(), 1157);
  EXPECT_EQ(ledger.total_of("twin"), 1150);
  EXPECT_EQ(ledger.total_of("open loop"), 7);
  EXPECT_EQ(ledger.total_of("training"), 0);  // a phase is no method
  const std::vector<LedgerEntry> expected{
      {.method = "twin", .phase = "calibration", .passes = 150},
      {.method = "twin", .phase = "training", .passes = 1000},
      {.method = "open loop", .phase = "training", .passes = 7}};
  EXPECT_EQ(ledger.entries, expected);
}

TEST(PassLedger, CountsMoreThanAnIntHolds) {
  PassLedger ledger;
  for (int i = 0; i < 3; ++i) {
    ledger.add("long run", "training", 2'000'000'000);
  }
  EXPECT_EQ(ledger.total(), 6'000'000'000);
}

}  // namespace
}  // namespace fiberloom::hal
