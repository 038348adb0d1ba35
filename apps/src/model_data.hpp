#pragma once

#include <cstdint>
#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/model.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace fiberloom::core {
class WorkerPool;
}

namespace fiberloom::app {

/// A data set whose records have the length that a model takes.
///
/// Throws:  as core::load_dataset and core::records_of_length.
core::Dataset load_dataset_for(const std::filesystem::path& path, std::size_t samples,
                               bool may_resample);

/// Refuses a model without a classifier, or one whose classifier knows fewer classes than the data has.
///
/// Throws:  InputError "input.classifier", "input.labels".
void require_classifier(const core::Model& model, const std::string& model_name,
                        std::size_t num_classes, const std::string& data_name);

/// How well some classifier does on both splits.
struct Score {
  std::string name;
  double train = 0.0;
  double test = 0.0;
};

/// Accuracy of a model with a classifier.
Score score_of(const core::Model& model, const core::Dataset& data, core::WorkerPool& workers);

/// Linear classifiers (ridge regression) without any light: on the records, and on the magnitudes of their spectra.
std::vector<Score> baseline_scores(const core::Dataset& data);

}  // namespace fiberloom::app
