#include <fiberloom/calibration/calibration_store.hpp>

#include <gtest/gtest.h>

#include <fiberloom/core/document.hpp>
#include <fstream>
#include <sstream>

#include "calibration_documents.hpp"
#include "expect_error.hpp"

namespace fiberloom::calibration {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view now = "2026-11-21T12:00:00Z";

struct CalibrationStoreTest : testing::Test {
  fs::path folder =
      fs::path(testing::TempDir()) /
      ("store." + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  CalibrationStore store{folder / "calibrations"};
  CalibrationDocument document = test::one_stage_calibration();

  void SetUp() override {
    fs::remove_all(folder);
    fs::create_directories(folder);
  }
  void TearDown() override { fs::remove_all(folder); }

  // Saves the same measurement made at another time, `gain` telling which it is.
  void save_at(const std::string& time, double gain, const std::string& expires) {
    document.measured_at = time;
    document.expires_at = expires;
    document.parameters[3].value = gain;
    document.id = calibration_id(document);
    store.save(document);
  }
  [[nodiscard]] std::optional<CalibrationDocument> newest() const {
    return store.newest("spec", "simulated 7", test::one_stage_calibration().light_path, now);
  }
};

TEST_F(CalibrationStoreTest, GivesBackWhatWasSaved) {
  const fs::path file = store.save(document);
  EXPECT_EQ(file, folder / "calibrations" / "spec-simulated-7-2026-11-21T09-30-00Z.json");
  const std::optional<CalibrationDocument> found = newest();
  ASSERT_TRUE(found);
  EXPECT_EQ(core::to_document_text(*found), core::to_document_text(document));
}

TEST_F(CalibrationStoreTest, AMissingFolderHoldsNothing) { EXPECT_FALSE(newest()); }

TEST_F(CalibrationStoreTest, PicksTheNewestByTheTimeOfMeasurement) {
  save_at("2026-11-21T09:00:00Z", 1.1, "2026-11-23T00:00:00Z");
  save_at("2026-11-21T11:00:00Z", 1.2, "2026-11-21T13:00:00Z");
  save_at("2026-11-20T23:00:00Z", 1.3, "2026-11-30T00:00:00Z");
  const std::optional<CalibrationDocument> found = newest();
  ASSERT_TRUE(found);
  EXPECT_EQ(twin_of(*found).gain, 1.2);
}

TEST_F(CalibrationStoreTest, PassesOverWhatHasExpired) {
  save_at("2026-11-21T09:00:00Z", 1.1, "2026-11-22T09:00:00Z");
  save_at("2026-11-21T11:00:00Z", 1.2, "2026-11-21T11:59:59Z");
  ASSERT_TRUE(newest());
  EXPECT_EQ(twin_of(*newest()).gain, 1.1);
  EXPECT_FALSE(store.newest("spec", "simulated 7", document.light_path, "2026-11-22T09:00:01Z"));
}

TEST_F(CalibrationStoreTest, PassesOverOtherRigsBenchesAndPaths) {
  store.save(document);
  const hal::LightPath path = document.light_path;
  hal::LightPath rewired = path;
  rewired.stages[0].dispersive_parts = {"proximion-dcm-cb-10"};
  EXPECT_TRUE(store.newest("spec", "simulated 7", path, now));
  EXPECT_FALSE(store.newest("hard", "simulated 7", path, now));
  EXPECT_FALSE(store.newest("spec", "simulated 8", path, now));
  EXPECT_FALSE(store.newest("spec", "simulated 7", rewired, now));
}

TEST_F(CalibrationStoreTest, OverwritesNothing) {
  const fs::path file = store.save(document);
  document.error_after = 0.25;
  test::expect_error<core::CalibrationError>("calibration.exists", {file.string(), "exists"},
                                             [&] { store.save(document); });
  EXPECT_EQ(newest()->error_after, 0.0005);
}

TEST_F(CalibrationStoreTest, NamesAFileThatIsNoCalibration) {
  store.save(document);
  std::ofstream(folder / "calibrations" / "notes.json") << R"({"schema": "fiberloom.rig/1"})";
  try {
    static_cast<void>(newest());
    FAIL() << "nothing was thrown";
  } catch (const core::DocumentError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("notes.json"));
  }
}

TEST_F(CalibrationStoreTest, NamesACalibrationThatIsCutShort) {
  const fs::path file = store.save(document);
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  std::ofstream(file, std::ios::trunc) << text.str().substr(0, text.str().size() / 2);
  try {
    static_cast<void>(newest());
    FAIL() << "nothing was thrown";
  } catch (const core::DocumentError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr(file.filename().string()));
  }
}

TEST_F(CalibrationStoreTest, LeavesOtherFilesInTheFolderAlone) {
  store.save(document);
  std::ofstream(folder / "calibrations" / "notes.txt") << "the laser was replaced on Monday";
  fs::create_directory(folder / "calibrations" / "old");
  EXPECT_TRUE(newest());
}

TEST_F(CalibrationStoreTest, SaysWhenItsFolderCannotBeMade) {
  std::ofstream(folder / "file") << "in the way";
  const CalibrationStore blocked(folder / "file" / "calibrations");
  try {
    blocked.save(document);
    FAIL() << "nothing was thrown";
  } catch (const core::DocumentError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("file/calibrations"));
  }
}

TEST(UtcText, WritesTheTimeOfTheDocuments) {
  // 2026-11-21 09:30:00 UTC is 1795253400 seconds after 1970.
  EXPECT_EQ(utc_text(std::chrono::system_clock::from_time_t(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(utc_text(std::chrono::system_clock::from_time_t(1795253400)), "2026-11-21T09:30:00Z");
}

}  // namespace
}  // namespace fiberloom::calibration
