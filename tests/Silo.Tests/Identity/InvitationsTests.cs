using ActiveLearning.Contracts.Api;
using ActiveLearning.Silo.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Silo.Tests.Identity;

public sealed class InvitationsTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Of_many_who_accept_at_once_one_gets_the_account()
    {
        await using var accounts = new Accounts();
        var token = await InviteAsync(accounts, "ann");

        var accepted = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => AcceptAsync(accounts, token))));

        Assert.Single(accepted, a => a?.Person is not null);
        Assert.Equal(5, accepted.Count(a => a is null));
        Assert.Null(await AcceptAsync(accounts, token));
    }

    [Fact]
    public async Task An_invitation_is_not_good_at_the_end_of_its_life()
    {
        await using var accounts = new Accounts();
        var life = accounts.Services.GetRequiredService<IOptions<AccountOptions>>().Value.InvitationLife;
        var token = await InviteAsync(accounts, "ann");

        accounts.Time.Advance(life - TimeSpan.FromTicks(1));
        Assert.NotNull(await accounts.InScopeAsync((Invitations i) => i.FindAsync(token, default)));
        accounts.Time.Advance(TimeSpan.FromTicks(1));

        Assert.Null(await accounts.InScopeAsync((Invitations i) => i.FindAsync(token, default)));
        Assert.Null(await AcceptAsync(accounts, token));
    }

    [Fact]
    public async Task A_newer_invitation_for_the_same_name_takes_the_place_of_the_first()
    {
        await using var accounts = new Accounts();
        var first = await InviteAsync(accounts, "ann");
        var second = await InviteAsync(accounts, "Ann");

        Assert.Null(await AcceptAsync(accounts, first));
        Assert.Equal("Ann", (await AcceptAsync(accounts, second))!.Value.Person!.UserName);
        Assert.Null(await accounts.InScopeAsync((Invitations i) => i.CreateAsync("ANN", Roles.Annotator, "admin", default)));
    }

    [Theory]
    [InlineData("ninechars")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("abababababab")]
    public async Task A_weak_password_is_refused_and_the_invitation_stays_good(string weak)
    {
        await using var accounts = new Accounts();
        var token = await InviteAsync(accounts, "ann");

        var refused = await AcceptAsync(accounts, token, weak);

        Assert.Null(refused!.Value.Person);
        Assert.NotEmpty(refused.Value.Refusal!);
        Assert.NotNull((await AcceptAsync(accounts, token))!.Value.Person);
    }

    [Theory]
    [InlineData("abcabcabca")]
    [InlineData("          ab")]
    [InlineData("långt lösenord 😀")]
    public async Task Length_is_what_counts_in_a_password(string password)
    {
        await using var accounts = new Accounts();

        var person = (await AcceptAsync(accounts, await InviteAsync(accounts, "ann"), password))!.Value.Person!;

        Assert.True(await accounts.InScopeAsync(async (UserManager<Person> people) => await people.CheckPasswordAsync((await people.FindByNameAsync("ann"))!, password)));
        Assert.DoesNotContain(password, person.PasswordHash!, StringComparison.Ordinal);
    }

    private static async Task<string> InviteAsync(Accounts accounts, string name) =>
        (await accounts.InScopeAsync((Invitations i) => i.CreateAsync(name, Roles.Annotator, "admin", default)))!.Value.Token;

    private static Task<(Person? Person, string? Refusal)?> AcceptAsync(Accounts accounts, string token, string password = Password) =>
        accounts.InScopeAsync((Invitations i) => i.AcceptAsync(token, password, default));
}
