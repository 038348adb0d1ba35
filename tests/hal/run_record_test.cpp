#include <fiberloom/hal/run_record.hpp>

#include <gtest/gtest.h>

#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/document.hpp>

namespace fiberloom::hal {
namespace {

RunRecord full_record() {
  RunRecord record{.command = "finetune pat",
                   .plan = "plan.json",
                   .rig = "spec",
                   .bench = "simulated 7",
                   .data = "FordA125",
                   .started_at = "2026-11-21T09:30:00Z",
                   .finished_at = "2026-11-21T09:31:00Z",
                   .calibration = "spec-simulated-7-2026-11-21T09-00-00Z",
                   .seed = 12,
                   .test_accuracy = 0.765625};
  record.ledger.add("pat", "training", 3600);
  record.ledger.add("pat", "evaluation", 576);
  return record;
}

RunRecord written_and_read(const RunRecord& record) {
  return core::parse_document<RunRecord>(core::to_document_text(record), "run");
}

TEST(RunRecord, KeepsEveryField) {
  const RunRecord record = full_record();
  const RunRecord read = written_and_read(record);
  EXPECT_EQ(read.command, record.command);
  EXPECT_EQ(read.plan, record.plan);
  EXPECT_EQ(read.rig, record.rig);
  EXPECT_EQ(read.bench, record.bench);
  EXPECT_EQ(read.data, record.data);
  EXPECT_EQ(read.started_at, record.started_at);
  EXPECT_EQ(read.finished_at, record.finished_at);
  EXPECT_EQ(read.calibration, record.calibration);
  EXPECT_EQ(read.seed, record.seed);
  EXPECT_EQ(read.test_accuracy, record.test_accuracy);
  EXPECT_EQ(read.ledger, record.ledger);
}

TEST(RunRecord, OfACommandThatClassifiesNothingHasNoAccuracy) {
  RunRecord record = full_record();
  record.test_accuracy.reset();
  EXPECT_EQ(core::to_document_text(record).find("test_accuracy"), std::string::npos);
  EXPECT_FALSE(written_and_read(record).test_accuracy);
}

TEST(RunRecord, RefusesAnAccuracyAboveOneAndPassesBelowZero) {
  RunRecord record = full_record();
  record.test_accuracy = 76.5;
  EXPECT_THROW(static_cast<void>(core::to_document_text(record)), core::InvalidDocument);
  record = full_record();
  record.ledger.entries[0].passes = -1;
  EXPECT_THROW(static_cast<void>(core::to_document_text(record)), core::InvalidDocument);
}

}  // namespace
}  // namespace fiberloom::hal
