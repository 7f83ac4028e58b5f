using ActiveLearning.Silo.Import;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Silo.Tests.Import;

public sealed class UploadPlacesTests
{
    [Fact]
    public void One_upload_more_than_there_are_places_is_refused_until_one_ends()
    {
        var places = new UploadPlaces(Options.Create(new ImportOptions { UploadsAtOnce = 2 }));
        var first = places.TryTake();
        using var second = places.TryTake();

        var refused = places.TryTake();
        first!.Dispose();
        first.Dispose();
        using var later = places.TryTake();

        Assert.NotNull(second);
        Assert.Null(refused);
        Assert.NotNull(later);
        Assert.Null(places.TryTake());
    }
}
