#include <fiberloom/core/fixed_features.hpp>

#include <gtest/gtest.h>

#include <fiberloom/core/training.hpp>

namespace fiberloom::core {
namespace {

RealBatch<double> measured() {
  RealBatch<double> features(3, 2);
  for (std::size_t i = 0; i < 6; ++i) {
    features.values()[i] = static_cast<double>(i);
  }
  return features;
}

TEST(FixedFeatures, AreTheRecordsThemselves) {
  FixedFeatures features(2);
  EXPECT_EQ(features.features(measured()), measured());
  EXPECT_EQ(features.num_features(), 2U);
}

TEST(FixedFeatures, HaveNothingToTrain) {
  FixedFeatures features(2);
  EXPECT_TRUE(features.groups().empty());
  EXPECT_TRUE(features.parameters().empty());
  features.set_parameters({});
  EXPECT_TRUE(features.parameters().empty());
}

TEST(FixedFeatures, ShowEveryRowOnceWithItsFeatures) {
  FixedFeatures features(2);
  std::vector<std::size_t> rows;
  const RealBatch<double> seen = features.features_and_gradient(
      measured(),
      [&rows](std::size_t row, std::span<const double> values, std::span<double> cotangent) {
        rows.push_back(row);
        EXPECT_EQ(values[0], 2.0 * static_cast<double>(row));
        ASSERT_EQ(cotangent.size(), 2U);
        cotangent[0] = cotangent[1] = 1.0;
      },
      {});
  EXPECT_EQ(rows, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(seen, measured());
}

TEST(FixedFeatures, TrainAClassifierThatSeparatesThem) {
  // Class 1 where the second feature is larger than the first.
  FixedFeatures features(2);
  LabelledSeries records{.series = RealBatch<double>(8, 2), .labels = {0, 1, 0, 1, 0, 1, 0, 1}};
  for (std::size_t i = 0; i < 8; ++i) {
    const double offset = static_cast<double>(i);
    records.series.row(i)[0] = offset + (i % 2 == 0 ? 2.0 : 0.0);
    records.series.row(i)[1] = offset + (i % 2 == 0 ? 0.0 : 2.0);
  }
  TrainingOptions options;
  options.epochs = 200;
  options.classifier_rate = 0.1;
  options.classifier_weight_decay = 0.0;
  options.batch_size = 8;
  const TrainingState state =
      train(features, records, options, initial_training_state(features, records, 2, options));
  EXPECT_EQ(predict(trained_classifier(state), records.series), records.labels);
}

}  // namespace
}  // namespace fiberloom::core
