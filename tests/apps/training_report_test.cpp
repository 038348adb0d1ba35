#include "training_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "training_page.hpp"

namespace fiberloom::app {
namespace {

using testing::HasSubstr;
using testing::Not;

// A run of three epochs of one group of two parameters, with the last epoch's loss and validation accuracy.
TrainedModel run_of(std::uint64_t seed, double loss, std::optional<double> validation) {
  TrainedModel run{.model = {}, .state = {}, .seed = seed};
  run.model.layers = core::zero_layers(1);
  run.groups = {{.name = "twist", .size = 2}, {.name = "rest", .size = 1}};
  for (std::int64_t epoch = 1; epoch <= 3; ++epoch) {
    const auto e = static_cast<double>(epoch);
    run.state.history.push_back({.epoch = epoch,
                                 .training_loss = loss * (4.0 - e),
                                 .training_accuracy = 0.5 + 0.1 * e,
                                 .validation_accuracy = validation,
                                 .parameters = {e, -e, 7.0}});
  }
  run.state.epochs_done = 3;
  return run;
}

TrainingReport report_of(std::vector<TrainedModel> runs) {
  TrainingReport report;
  report.recipe_name = "small";
  report.data_path = "data";
  report.runs = std::move(runs);
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    report.scores.push_back({.name = "", .train = 0.9, .test = 0.5 + 0.1 * static_cast<double>(i)});
  }
  report.choice = best_run(report.runs);
  return report;
}

TEST(BestRun, IsThatWithTheBestValidationAccuracy) {
  const Choice choice = best_run({run_of(4, 0.1, 0.7), run_of(5, 0.3, 0.8), run_of(6, 0.2, 0.75)});
  EXPECT_EQ(choice.run, 1U);
  EXPECT_EQ(choice.reason, "best validation accuracy");
}

TEST(BestRun, OfEqualsIsThatWithTheLowerLossAndThenTheFirst) {
  EXPECT_EQ(best_run({run_of(4, 0.3, 0.8), run_of(5, 0.2, 0.8)}).run, 1U);
  EXPECT_EQ(best_run({run_of(4, 0.3, 0.8), run_of(5, 0.3, 0.8)}).run, 0U);
}

TEST(BestRun, WithoutValidationIsThatWithTheLowestLoss) {
  const Choice choice = best_run({run_of(4, 0.3, {}), run_of(5, 0.1, {}), run_of(6, 0.2, {})});
  EXPECT_EQ(choice.run, 1U);
  EXPECT_EQ(choice.reason, "lowest training loss");
  EXPECT_EQ(best_run({run_of(4, 0.3, 0.9)}).reason, "the only seed");
}

TEST(FinalEpoch, IsTheBestOneWhereItWasKept) {
  TrainedModel run = run_of(1, 0.1, 0.5);
  EXPECT_EQ(final_epoch(run).epoch, 3);
  run.state.best = core::BestEpoch{.epoch = 2};
  EXPECT_EQ(final_epoch(run).epoch, 2);
}

TEST(TrainingReport, HasMeanAndSpreadOfAllSeeds) {
  const TrainingReport report = report_of({run_of(0, 0.1, 0.6), run_of(1, 0.1, 0.8)});
  const Json json = json_of(report);
  EXPECT_DOUBLE_EQ(json["mean_test_accuracy"].get<double>(), 0.55);
  EXPECT_DOUBLE_EQ(json["mean_validation_accuracy"].get<double>(), 0.7);
  EXPECT_NEAR(json["validation_standard_deviation"].get<double>(), 0.1414213562373095, 1e-12);
  EXPECT_EQ(json["saved_seed"], 1);
  const std::string text = text_of(report);
  EXPECT_THAT(text, HasSubstr("mean test accuracy 55.00 % +- 7.07 (s.d. of 2 seeds)"));
  EXPECT_THAT(text, HasSubstr("mean validation accuracy 70.00 % +- 14.14 (s.d. of 2 seeds)"));
  EXPECT_THAT(text_of(report_of({run_of(0, 0.1, {})})), Not(HasSubstr("validation")));
}

// All plots of a section, those side by side included.
std::vector<const report::LinePlot*> plots_of(const report::Section& section) {
  std::vector<const report::LinePlot*> plots;
  for (const report::Block& block : section.blocks) {
    if (const auto* figure = std::get_if<report::Figure>(&block)) {
      plots.push_back(&std::get<report::LinePlot>(figure->plot));
    } else if (const auto* row = std::get_if<report::FigureRow>(&block)) {
      for (const report::Figure& one : row->figures) {
        plots.push_back(&std::get<report::LinePlot>(one.plot));
      }
    }
  }
  return plots;
}

TEST(TrainingPage, ShowsLossAndAccuraciesOfEverySeed) {
  const report::Document page =
      training_page(report_of({run_of(3, 0.1, 0.6), run_of(4, 0.2, 0.8)}));
  const auto plots = plots_of(page.sections.at(1));
  ASSERT_EQ(plots.size(), 3U);
  for (const report::LinePlot* plot : plots) {
    ASSERT_EQ(plot->series.size(), 2U) << plot->title;
    EXPECT_EQ(plot->series[1].name, "seed 4");
    EXPECT_EQ(plot->series[1].x, (std::vector<double>{1.0, 2.0, 3.0}));
  }
  EXPECT_EQ(plots[0]->title, "Training loss");
  EXPECT_DOUBLE_EQ(plots[0]->series[1].y[0], 0.6);
  EXPECT_DOUBLE_EQ(plots[1]->series[0].y[2], 80.0);
  EXPECT_DOUBLE_EQ(plots[2]->series[0].y[0], 60.0);
}

TEST(TrainingPage, ShowsTheWayOfEveryParameterThatMoved) {
  const report::Document page =
      training_page(report_of({run_of(3, 0.1, 0.6), run_of(4, 0.2, 0.8)}));
  const auto plots = plots_of(page.sections.at(2));
  ASSERT_EQ(plots.size(), 2U);
  EXPECT_THAT(plots[0]->title, HasSubstr("seed 4"));  // the saved one comes first
  ASSERT_EQ(plots[0]->series.size(), 2U);
  EXPECT_EQ(plots[0]->series[1].name, "twist 2");
  EXPECT_EQ(plots[0]->series[1].y, (std::vector<double>{-1.0, -2.0, -3.0}));
  const auto& still = std::get<report::Paragraph>(page.sections.at(2).blocks.back());
  EXPECT_THAT(still.text, HasSubstr("rest"));
}

TEST(TrainingPage, ShowsManyParametersAsTheirMeanAndRange) {
  TrainedModel run = run_of(0, 0.1, {});
  run.groups = {{.name = "potential", .size = 20}};
  for (core::EpochRecord& record : run.state.history) {
    record.parameters.assign(20, static_cast<double>(record.epoch));
    record.parameters[7] = -20.0;
    record.parameters[8] = 40.0;
  }
  const auto page = training_page(report_of({run}));
  const auto plots = plots_of(page.sections.at(2));
  ASSERT_EQ(plots.size(), 1U);
  ASSERT_EQ(plots[0]->series.size(), 1U);
  EXPECT_EQ(plots[0]->series[0].lower, (std::vector<double>(3, -20.0)));
  EXPECT_EQ(plots[0]->series[0].upper, (std::vector<double>(3, 40.0)));
  EXPECT_DOUBLE_EQ(plots[0]->series[0].y[1], (18.0 * 2.0 + 20.0) / 20.0);
}

}  // namespace
}  // namespace fiberloom::app
