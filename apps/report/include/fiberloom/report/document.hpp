#pragma once

#include <fiberloom/report/bar_plot.hpp>
#include <fiberloom/report/confusion_matrix.hpp>
#include <fiberloom/report/field_plot.hpp>
#include <fiberloom/report/ladder_plot.hpp>
#include <fiberloom/report/line_plot.hpp>
#include <fiberloom/report/scatter_plot.hpp>
#include <fiberloom/report/schematic.hpp>
#include <fiberloom/report/table.hpp>
#include <string>
#include <variant>
#include <vector>

namespace fiberloom::report {

/// Whether a key figure meets its bar. Told by a sign and a word as well as by colour.
enum class Status { neutral, good, warning, bad };

/// A number that the reader should see first, shown as a card.
struct KeyFigure {
  std::string label{};
  std::string value{};
  std::string unit{};
  std::string note{};
  Status status = Status::neutral;
};

/// Running text with inline markup: *emphasis*, **strong**, `code`; a backslash makes the next mark
/// literal. Text from elsewhere goes through escape_markup first.
struct Paragraph {
  std::string text{};
};

struct Subheading {
  std::string text{};
};

/// A list, each item with inline markup.
struct ItemList {
  std::vector<std::string> items{};
  bool numbered = false;
};

/// Text to be shown as it is, such as a command.
struct CodeBlock {
  std::string text{};
};

enum class CalloutKind { note, good, warning };

/// A boxed remark; the text has inline markup.
struct Callout {
  CalloutKind kind = CalloutKind::note;
  std::string title{};
  std::string text{};
};

using Plot =
    std::variant<LinePlot, LadderPlot, FieldPlot, ScatterPlot, BarPlot, ConfusionMatrix, Schematic>;

/// A plot with a numbered caption (inline markup). Without a description, one is made from the data
/// for readers who cannot see the picture.
struct Figure {
  Plot plot{};
  std::string caption{};
  std::string description{};
};

/// Figures side by side where the page is wide enough, below each other where it is not.
struct FigureRow {
  std::vector<Figure> figures{};
};

using Block =
    std::variant<Paragraph, Subheading, ItemList, CodeBlock, Callout, Table, Figure, FigureRow>;

struct Section {
  std::string heading{};
  std::vector<Block> blocks{};
};

/// One line of the footer: where the numbers come from.
struct Provenance {
  std::string key{};
  std::string value{};
};

/// A whole report. A table of contents appears with more than four sections.
struct Document {
  std::string title{};
  std::string subtitle{};
  std::vector<std::string> summary{};  ///< paragraphs below the title, with inline markup
  std::vector<KeyFigure> key_figures{};
  std::vector<Section> sections{};
  std::vector<Provenance> provenance{};
};

}  // namespace fiberloom::report
