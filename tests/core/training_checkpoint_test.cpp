#include <fiberloom/core/training_checkpoint.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/safetensors.hpp>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "file_test_support.hpp"

namespace fiberloom::core {
namespace {

TrainingCheckpoint example() {
  TrainingState state;
  state.epochs_done = 2;
  state.embedding_parameters = {0.1, -1.0 / 3.0, 5e-324};
  state.classifier = {.weight = RealBatch<double>(2, 2), .bias = {-0.0, std::nextafter(1.0, 2.0)}};
  state.classifier.weight.row(1)[0] = 1e300;
  state.scaling = {.mean = {1.0, 2.0}, .divisor = {0.1, 0.3}};
  state.adam = {.step = 1234567890123,
                .group_steps = {7, 0, 9},
                .first_moment = std::vector<double>(9, 1.0 / 7.0),
                .second_moment = std::vector<double>(9, 1e-40)};
  state.history = {
      {.epoch = 1,
       .training_loss = 0.7,
       .training_accuracy = 0.5,
       .validation_accuracy = 0.25,
       .parameters = {1.0, 2.0, 3.0}},
      {.epoch = 2, .training_loss = 0.6, .training_accuracy = 0.75, .parameters = {1.5, 2.5, 3.5}}};
  return {.identity = {.recipe = R"({"schema":"fiberloom.recipe/1"})",
                       .data_fingerprint = "0123456789abcdef",
                       .seed = 9007199254740993},
          .state = state};
}

TEST(TrainingCheckpoint, BringsEveryBitBack) {
  const TemporaryFolder folder;
  save_checkpoint(folder.path() / "c", example());
  const TrainingCheckpoint loaded = load_checkpoint(folder.path() / "c");
  EXPECT_EQ(loaded, example());
  EXPECT_TRUE(std::signbit(loaded.state.classifier.bias[0]));
}

TrainingCheckpoint quasi_newton_example() {
  TrainingCheckpoint checkpoint = example();
  checkpoint.identity.rig = R"({"schema":"fiberloom.rig/1"})";
  checkpoint.state.adam.first_moment.resize(3);  // a solved classifier has nothing that Adam trains
  checkpoint.state.adam.second_moment.resize(3);
  checkpoint.state.lbfgs = {.has_begun = true,
                            .value = 1.0 / 3.0,
                            .gradient = {0.1, -0.0, 5e-324},
                            .steps = RealBatch<double>(2, 3),
                            .changes = RealBatch<double>(2, 3),
                            .evaluations = 41};
  checkpoint.state.lbfgs.steps.row(1)[2] = 0.1;
  checkpoint.state.lbfgs.changes.row(0)[1] = -1e-17;
  checkpoint.state.best = {.epoch = 1,
                           .validation_accuracy = 0.25,
                           .embedding_parameters = {1.0, 2.0, 3.0},
                           .classifier = checkpoint.state.classifier,
                           .scaling = checkpoint.state.scaling};
  return checkpoint;
}

TEST(TrainingCheckpoint, BringsBackWhatLbfgsAndPatienceRemember) {
  const TemporaryFolder folder;
  save_checkpoint(folder.path() / "c", quasi_newton_example());
  EXPECT_EQ(load_checkpoint(folder.path() / "c"), quasi_newton_example());
}

TEST(TrainingCheckpoint, RefusesAQuasiNewtonMemoryThatDoesNotFit) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "run.checkpoint";
  for (const char* name : {"lbfgs.steps", "lbfgs.gradient", "best.parameters", "best.mean"}) {
    save_checkpoint(path, quasi_newton_example());
    SafetensorsFile file = read_safetensors(path);
    Tensor& tensor = file.tensors.at(name);
    tensor = std::string(name) == "lbfgs.steps" ? Tensor{{1, 3}, {1.0, 2.0, 3.0}, {}, false}
                                                : Tensor{{2}, {1.0, 2.0}, {}, false};
    if (std::string(name) == "best.mean") {
      tensor = {{1}, {1.0}, {}, false};
    }
    write_safetensors(path, file);
    expect_refusal<DocumentError>("document.checkpoint", {"do not fit together"},
                                  [&] { (void)load_checkpoint(path); });
  }
}

TEST(TrainingCheckpoint, HoldsTheStateBeforeTheFirstEpoch) {
  const TemporaryFolder folder;
  TrainingCheckpoint checkpoint = example();
  checkpoint.state.epochs_done = 0;
  checkpoint.state.history.clear();
  save_checkpoint(folder.path() / "c", checkpoint);
  EXPECT_EQ(load_checkpoint(folder.path() / "c"), checkpoint);
}

TEST(TrainingCheckpoint, RefusesForeignAndBrokenFiles) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "run.checkpoint";
  const auto refuse = [&](const std::string& code, const std::vector<std::string>& words,
                          const std::function<void(SafetensorsFile&)>& spoil) {
    save_checkpoint(path, example());
    SafetensorsFile file = read_safetensors(path);
    spoil(file);
    write_safetensors(path, file);
    expect_refusal<DocumentError>(code, words, [&] { (void)load_checkpoint(path); });
  };
  refuse("document.checkpoint", {"run.checkpoint", "no checkpoint"},
         [](auto& file) { file.metadata.clear(); });
  refuse("document.checkpoint", {"'adam.step' is missing"},
         [](auto& file) { file.tensors.erase("adam.step"); });
  refuse("document.checkpoint", {"'alpha'", "unknown"}, [](auto& file) {
    file.tensors["alpha"] = {{1}, {0.0}, {}, false};
  });
  refuse("document.checkpoint", {"'epochs_done'", "count"},
         [](auto& file) { file.tensors["epochs_done"].integers[0] = -1; });
  refuse("document.checkpoint", {"do not fit together"},
         [](auto& file) { file.tensors["epochs_done"].integers[0] = 3; });
  refuse("document.checkpoint", {"do not fit together"}, [](auto& file) {
    file.tensors["adam.first_moment"] = {{1}, {0.0}, {}, false};
  });
  refuse("document.checkpoint", {"'history.*'"}, [](auto& file) {
    file.tensors["history.training_loss"] = {{1}, {0.0}, {}, false};
  });
  refuse("document.checkpoint", {"'scaling.mean'", "NaN"}, [](auto& file) {
    file.tensors["scaling.mean"].values[0] = std::numeric_limits<double>::quiet_NaN();
  });
}

TEST(TrainingCheckpoint, RefusesAModelAndACutFile) {
  const TemporaryFolder folder;
  expect_refusal<DocumentError>("document.schema", {"fiberloom.training/1"}, [] {
    (void)load_checkpoint(
        in_source("tests/reference/cases/model_forward.m1_n64_real/model.safetensors"));
  });
  save_checkpoint(folder.path() / "whole", example());
  const std::string bytes = slurp(folder.path() / "whole");
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{7}, bytes.size() / 2, bytes.size() - 1}) {
    const auto cut = folder.put("cut", bytes.substr(0, length));
    expect_refusal<DocumentError>("document.safetensors", {"cut"},
                                  [&] { (void)load_checkpoint(cut); });
  }
}

TEST(DataFingerprint, ChangesWithAnyBitAndWithTheShape) {
  LabelledSeries records{.series = RealBatch<double>(2, 3), .labels = {0, 1}};
  const std::string before = data_fingerprint(records);
  EXPECT_EQ(before.size(), 16U);
  EXPECT_EQ(before, data_fingerprint(records));
  records.series.row(1)[2] = 5e-324;
  const std::string after_value = data_fingerprint(records);
  EXPECT_NE(after_value, before);
  records.labels[0] = 1;
  EXPECT_NE(data_fingerprint(records), after_value);
  EXPECT_NE(before, data_fingerprint({.series = RealBatch<double>(3, 2), .labels = {0, 1}}));
}

}  // namespace
}  // namespace fiberloom::core
