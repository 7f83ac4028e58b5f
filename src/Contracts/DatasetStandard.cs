namespace ActiveLearning.Contracts;

/// <summary>What the labels of a project mean: classes and guideline. Every label names the version that it was given under.</summary>
/// <param name="Version">1 for the first; a label never changes its version.</param>
/// <param name="Classes">2 to 50 classes; a class is known by its position here, so positions never change within a version.</param>
/// <param name="Guideline">Markdown that the annotator reads beside the item. Untrusted: rendered without raw HTML.</param>
/// <param name="Overlap">Labels that an item needs before it is settled, 1 to 9.</param>
/// <param name="ClassShares">What share of the pool the owner says each class has, in the order of the classes, positive and summing to 1; null when none was stated.</param>
[GenerateSerializer, Immutable, Alias("dataset-standard")]
public sealed record DatasetStandard(
    [property: Id(0)] int Version,
    [property: Id(1)] IReadOnlyList<LabelClass> Classes,
    [property: Id(2)] string Guideline,
    [property: Id(3)] int Overlap,
    [property: Id(4)] IReadOnlyList<double>? ClassShares = null)
{
    /// <summary>Position of the class with this name (ordinal comparison), or -1.</summary>
    public int IndexOf(string className)
    {
        for (var i = 0; i < Classes.Count; i++)
        {
            if (Classes[i].Name == className)
            {
                return i;
            }
        }

        return -1;
    }
}
