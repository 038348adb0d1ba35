#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/statistics.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "command_line.hpp"

namespace fiberloom::core {
class WorkerPool;
}

namespace fiberloom::app {

/// One classifier of a comparison, with or without light.
struct ComparedClassifier {
  std::string name{};
  std::optional<double> penalty{};    ///< of ridge regression, chosen without the test records
  std::size_t embedding_numbers = 0;  ///< of the layers
  std::size_t classifier_numbers = 0;
  double train_accuracy = 0.0;
  std::vector<bool> is_right{};  ///< on each test record

  [[nodiscard]] std::size_t numbers() const noexcept {
    return embedding_numbers + classifier_numbers;
  }
  [[nodiscard]] std::size_t num_right() const;
  [[nodiscard]] double test_accuracy() const;
};

/// A model beside linear classifiers that see no light.
struct Comparison {
  std::string model_name{};
  std::string data_path{};
  std::uint64_t seed = 0;  ///< that the validation records were drawn by
  double validation_share = 0.25;
  std::size_t train_records = 0;
  std::size_t test_records = 0;
  std::vector<ComparedClassifier> baselines{};
  ComparedClassifier model{};

  /// The baseline that is right most often on the test records.
  [[nodiscard]] const ComparedClassifier& best_baseline() const;
  /// The model against it, record by record.
  [[nodiscard]] core::PairedShares against_best() const;
};

/// Called with the name of each classifier before it is fitted, and how many are done.
using ComparisonObserver = std::function<void(std::size_t done, const std::string& name)>;

/// Fits the baselines and lets all of them classify the test records.
Comparison compare(const core::Model& model, const core::Dataset& data, std::uint64_t seed,
                   core::WorkerPool& workers, const ComparisonObserver& observer);

std::string text_of(const Comparison& comparison);

/// Document "fiberloom.compare-result/1".
Json json_of(const Comparison& comparison);

}  // namespace fiberloom::app
