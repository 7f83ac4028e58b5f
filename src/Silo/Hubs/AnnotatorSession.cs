using ActiveLearning.Contracts;
using ActiveLearning.Grains.Annotators;

namespace ActiveLearning.Silo.Hubs;

/// <summary>What one connection works on.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="ProjectId">The project.</param>
/// <param name="Annotator">Pseudonym under which answers are stored.</param>
/// <param name="Standard">Dataset standard at the time of joining.</param>
/// <param name="Grain">The annotator.</param>
/// <param name="Screen">The screen; kept here because grains' references alone would not keep it alive.</param>
/// <param name="Reference">The screen as grains hold it.</param>
internal sealed record AnnotatorSession(
    string ConnectionId,
    string ProjectId,
    string Annotator,
    DatasetStandard Standard,
    IAnnotatorGrain Grain,
    AnnotatorScreen Screen,
    IAnnotatorObserver Reference);
