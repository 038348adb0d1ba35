#include "model_data.hpp"

#include <fiberloom/core/dataset_files.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/linear_classifier.hpp>
#include <fiberloom/core/model_input.hpp>
#include <fiberloom/core/network.hpp>
#include <fiberloom/core/ridge.hpp>
#include <utility>

namespace fiberloom::app {
namespace {

Score ridge_score(std::string name, const core::Dataset& data, const core::RealBatch<double>& train,
                  const core::RealBatch<double>& test) {
  const core::LinearClassifier classifier =
      core::fit_ridge(train, data.train.labels, data.num_classes, core::usual_penalties())
          .classifier;
  return {.name = std::move(name),
          .train = core::accuracy(core::predict(classifier, train), data.train.labels),
          .test = core::accuracy(core::predict(classifier, test), data.test.labels)};
}

}  // namespace

core::Dataset load_dataset_for(const std::filesystem::path& path, std::size_t samples,
                               bool may_resample) {
  core::Dataset data = core::load_dataset(path);
  for (core::LabelledSeries* split : {&data.train, &data.test}) {
    split->series =
        core::records_of_length(std::move(split->series), samples, may_resample, path.string());
  }
  return data;
}

void require_classifier(const core::Model& model, const std::string& model_name,
                        std::size_t num_classes, const std::string& data_name) {
  if (!model.classifier) {
    throw core::InputError("input.classifier",
                           model_name +
                               ": the model has no classifier (tensors "
                               "classifier.weight and classifier.bias); train one first");
  }
  if (num_classes > model.classifier->num_classes()) {
    throw core::InputError("input.labels", data_name + ": there are " +
                                               std::to_string(num_classes) +
                                               " classes, but the model's classifier knows " +
                                               std::to_string(model.classifier->num_classes()));
  }
}

Score score_of(const core::Model& model, const core::Dataset& data, core::WorkerPool& workers) {
  core::Network network(model, workers);
  const auto accuracy_on = [&](const core::LabelledSeries& split) {
    return core::accuracy(core::predict(*model.classifier, network.features(split.series)),
                          split.labels);
  };
  return {.name = model.name, .train = accuracy_on(data.train), .test = accuracy_on(data.test)};
}

std::vector<Score> baseline_scores(const core::Dataset& data) {
  return {ridge_score("ridge on x", data, data.train.series, data.test.series),
          ridge_score("ridge on |FFT|", data, core::spectrum_magnitudes(data.train.series),
                      core::spectrum_magnitudes(data.test.series))};
}

}  // namespace fiberloom::app
