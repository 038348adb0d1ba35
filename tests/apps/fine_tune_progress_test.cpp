#include <gtest/gtest.h>

#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/document.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "fine_tune_run.hpp"

namespace fiberloom::app {
namespace {

std::string golden_text() {
  std::ifstream file(FIBERLOOM_SOURCE_DIR "/tests/golden/documents/finetune-progress.json");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(FineTuneProgress, ComesBackToTheByte) {
  const auto progress = core::parse_document<FineTuneProgress>(golden_text(), "golden");
  EXPECT_EQ(core::to_document_text(progress), golden_text());
  EXPECT_EQ(progress.epochs, 30);
  EXPECT_EQ(progress.ledger.total(), 1240);
}

TEST(FineTuneProgress, RefusesARunWithoutEpochs) {
  FineTuneProgress progress = core::parse_document<FineTuneProgress>(golden_text(), "golden");
  progress.epochs = 0;
  EXPECT_THROW(static_cast<void>(core::to_document_text(progress)), core::InvalidDocument);
}

}  // namespace
}  // namespace fiberloom::app
