#include <fiberloom/core/model_file.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/safetensors.hpp>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "file_test_support.hpp"

namespace fiberloom::core {
namespace {

// A model that uses every key and every tensor, with numbers that 15 digits do not bring back.
Model full_model() {
  Model model;
  model.name = "a \"quoted\" name";
  model.equation = Equation::gpe;
  model.frame = {.samples = 6, .guard_before = 1, .guard_after = 2, .oversampling = 3};
  model.resample_input = true;
  model.low_pass = LowPass{.cutoff = 1.0 / 3.0, .order = 3};
  model.encoding = {.scale = InputScale::zscore,
                    .clip = 4.1,
                    .offset = 0.1 + 0.2,
                    .field_scale = std::sqrt(0.5),
                    .time_lens = -24.868 / 7.0,
                    .modulation = Modulation::phase,
                    .copies = 2,
                    .mask = InputMask{.kind = InputMask::Kind::uniform, .seed = 11}};
  model.readout = {.detect = Detection::amplitude, .pool = 18};
  model.shots = 2;
  model.layers = {.alpha = {0.1, -1.0 / 3.0},
                  .beta2 = {2.0 / 3.0, 5e-324},
                  .gamma = {0.0, 1e300},
                  .potential = RealBatch<double>(2, 6)};
  model.layers.potential.row(1)[4] = std::nextafter(1.0, 2.0);
  model.layers.others["beta3"] = RealBatch<double>(2, 1);
  model.layers.others["beta3"].row(1)[0] = 1.0 / 9.0;
  model.layers.others["saturable_gain"] = RealBatch<double>(2, 2);
  model.layers.others["saturable_gain"].row(1)[1] = 1.0 / 11.0;
  model.operators = {"gamma", "potential", "alpha", "beta2", "beta3", "low_pass", "saturable_gain"};
  model.classifier = LinearClassifier{.weight = RealBatch<double>(3, 2), .bias = {0.5, 1.0, -1.5}};
  model.classifier->weight.row(2)[1] = 1.0 / 7.0;
  model.ends = {.transmitter = {20.0 / 7.0}, .receiver = {1.0 / 3.0}, .full_scale = 5.9};
  return model;
}

void expect_equal(const Model& a, const Model& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.equation, b.equation);
  EXPECT_EQ(a.frame, b.frame);
  EXPECT_EQ(a.resample_input, b.resample_input);
  EXPECT_EQ(a.low_pass, b.low_pass);
  EXPECT_EQ(a.encoding, b.encoding);
  EXPECT_EQ(a.readout, b.readout);
  EXPECT_EQ(a.layers, b.layers);
  EXPECT_EQ(a.operators, b.operators);
  EXPECT_EQ(a.shots, b.shots);
  EXPECT_EQ(a.ends, b.ends);
  EXPECT_EQ(a.classifier, b.classifier);
}

TEST(ModelFile, BringsEveryBitBack) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.safetensors";
  save_model(path, full_model());
  expect_equal(load_model(path), full_model());
}

TEST(ModelFile, IsTheSameBytesForTheSameModel) {
  const TemporaryFolder folder;
  save_model(folder.path() / "a", full_model());
  save_model(folder.path() / "b", load_model(folder.path() / "a"));
  EXPECT_EQ(slurp(folder.path() / "a"), slurp(folder.path() / "b"));
}

TEST(ModelFile, LoadsModelsThatAnotherProgramWrote) {
  std::size_t count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(in_source("tests/reference/cases"))) {
    if (!std::filesystem::exists(entry.path() / "model.safetensors")) {
      continue;
    }
    SCOPED_TRACE(entry.path().filename());
    const Model model = load_model(entry.path() / "model.safetensors");
    EXPECT_EQ(model.readout.pool, 1U);
    EXPECT_EQ(model.frame.oversampling, 1U);
    EXPECT_EQ(model.encoding, Encoding{});
    EXPECT_EQ(model.layers.has_potential(), model.equation == Equation::gpe);
    ++count;
  }
  EXPECT_GE(count, 14U);
}

TEST(ModelFile, RefusesWhatIsNoModel) {
  const TemporaryFolder folder;
  const auto text = folder.put("notes.txt", "this is a shopping list, not a model");
  expect_refusal<DocumentError>("document.safetensors", {"notes.txt"},
                                [&] { (void)load_model(text); });
  expect_refusal<DocumentError>("file.missing", {"nowhere"},
                                [&] { (void)load_model(folder.path() / "nowhere"); });
  SafetensorsFile foreign = tensors_of_model(full_model());
  foreign.metadata.clear();
  expect_refusal<DocumentError>("document.model", {"m: ", "no metadata 'fiberloom'"},
                                [&] { (void)model_of_tensors(foreign, "m"); });
}

TEST(ModelFile, NamesMistakesOfTheMetadata) {
  SafetensorsFile file = tensors_of_model(full_model());
  const std::string text = file.metadata["fiberloom"];
  const auto with = [&](const std::string& from, const std::string& to) {
    SafetensorsFile changed = file;
    changed.metadata["fiberloom"] = std::string(text).replace(text.find(from), from.size(), to);
    return changed;
  };
  expect_refusal<InvalidDocument>("document.schema", {"fiberloom.model/1"}, [&] {
    (void)model_of_tensors(with("fiberloom.model/1", "fiberloom.model/9"), "m");
  });
  expect_refusal<InvalidDocument>("document.invalid", {"m: metadata", "/readout/detect"}, [&] {
    (void)model_of_tensors(with("amplitude", "loudness"), "m");
  });
  expect_refusal<InvalidDocument>("document.invalid", {"/encoding/clip"}, [&] {
    (void)model_of_tensors(with("\"clip\":4.1", "\"clip\":-1"), "m");
  });
  expect_refusal<InvalidDocument>("document.invalid", {"/samples", "grid"}, [&] {
    (void)model_of_tensors(with("\"samples\":6", "\"samples\":16777216"), "m");
  });
}

struct Defect {
  const char* name;
  std::vector<std::string> words;
  std::function<void(SafetensorsFile&)> spoil;
};

std::vector<Defect> defects() {
  return {
      {"missing", {"'gamma' is missing"}, [](auto& f) { f.tensors.erase("gamma"); }},
      {"unknown",
       {"'beta1'", "unknown"},
       [](auto& f) {
         f.tensors["beta1"] = {{2}, {0, 0}, {}, false};
       }},
      {"rank",
       {"'alpha'", "[2, 1]"},
       [](auto& f) {
         f.tensors["alpha"].shape = {2, 1};
       }},
      {"lengths",
       {"2, 1 and 2"},
       [](auto& f) {
         f.tensors["beta2"] = {{1}, {0.5}, {}, false};
       }},
      {"integers",
       {"'gamma'", "integers"},
       [](auto& f) {
         f.tensors["gamma"] = {{2}, {}, {1, 2}, true};
       }},
      {"not a number",
       {"'beta2'", "NaN", "element 1"},
       [](auto& f) { f.tensors["beta2"].values[1] = std::numeric_limits<double>::quiet_NaN(); }},
      {"infinite weight",
       {"'classifier.weight'", "NaN"},
       [](auto& f) {
         f.tensors["classifier.weight"].values[3] = -std::numeric_limits<double>::infinity();
       }},
      {"classifier width",
       {"classifier.weight has 3 columns", "2 features"},
       [](auto& f) {
         f.tensors["classifier.weight"] = {{2, 3}, std::vector<double>(6), {}, false};
         f.tensors["classifier.bias"] = {{2}, {0, 0}, {}, false};
       }},
      {"classes",
       {"[classes]"},
       [](auto& f) {
         f.tensors["classifier.bias"] = {{2}, {0, 0}, {}, false};
       }},
      {"half a classifier",
       {"'classifier.bias' is missing"},
       [](auto& f) { f.tensors.erase("classifier.bias"); }},
      {"further operator",
       {"beta3", "[layers, 1]"},
       [](auto& f) {
         f.tensors["beta3"] = {{3}, {0, 0, 0}, {}, false};
       }},
      {"further operator not a number",
       {"'diffusion'", "NaN"},
       [](auto& f) {
         f.tensors["diffusion"] = {{2}, {0, std::nan("")}, {}, false};
       }},
      {"no potential", {"potential"}, [](auto& f) { f.tensors.erase("potential"); }},
      {"potential length",
       {"potential"},
       [](auto& f) {
         f.tensors["potential"] = {{2, 5}, std::vector<double>(10), {}, false};
       }},
      {"no layers",
       {"no layers"},
       [](auto& f) {
         for (const char* name : {"alpha", "beta2", "gamma"})
           f.tensors[name] = {{0}, {}, {}, false};
       }},
  };
}

TEST(ModelFile, NamesEveryDefectOfTheTensors) {
  for (const Defect& defect : defects()) {
    SCOPED_TRACE(defect.name);
    SafetensorsFile file = tensors_of_model(full_model());
    defect.spoil(file);
    expect_refusal<DocumentError>("document.model", defect.words,
                                  [&] { (void)model_of_tensors(file, "m.safetensors"); });
  }
}

TEST(ModelFile, IsNotWrittenForAModelThatDoesNotFit) {
  const TemporaryFolder folder;
  Model model = full_model();
  model.classifier->bias.pop_back();
  expect_refusal<InputError>("input.model", {"classifier"},
                             [&] { save_model(folder.path() / "m", model); });
  EXPECT_TRUE(folder.names().empty());
}

}  // namespace
}  // namespace fiberloom::core
